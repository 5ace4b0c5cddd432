/** What a programme costs and takes, in pounds of one price year. */
export type Programme = {
  readonly sites: number;
  readonly fixedPerSiteYear: number;
  readonly variablePerPersonYear: number;
  readonly places: number | undefined;
  readonly years: readonly { readonly personYears: number; readonly retained: number | undefined }[];
};

/** A programme's cost, undiscounted, and what it comes to for whatever it is spread over. */
export type ProgrammeCost = {
  readonly fixed: number;
  readonly variable: number;
  readonly total: number;
  /** A place for a year if every place were filled: what is usually quoted. */
  readonly perPlaceFilled: number | undefined;
  readonly perPersonYear: number;
  /** A person-year of those who stayed: what it really cost to keep somebody. */
  readonly perRetainedPersonYear: number | undefined;
};

/**
 * A programme's cost as fixed per site and year plus variable per person-year in it.
 *
 * Fixed cost is there whoever comes, so that a small clinic's cost of a retained person-year is far from the cost of a place.
 */
export function programmeCost(programme: Programme): ProgrammeCost {
  const { sites, fixedPerSiteYear, variablePerPersonYear, places, years } = programme;
  const personYears = years.reduce((sum, year) => sum + year.personYears, 0);
  const known = years.every(({ retained }) => retained !== undefined);
  const retained = years.reduce((sum, year) => sum + (year.retained ?? 0), 0);
  const fixed = sites * fixedPerSiteYear * years.length;
  const variable = variablePerPersonYear * personYears;
  const total = fixed + variable;
  return {
    fixed,
    variable,
    total,
    perPlaceFilled:
      places === undefined ? undefined : (sites * fixedPerSiteYear) / places + variablePerPersonYear,
    perPersonYear: total / personYears,
    perRetainedPersonYear: known ? total / retained : undefined,
  };
}
