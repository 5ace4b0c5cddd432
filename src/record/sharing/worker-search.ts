/** A worker who can be named, with where they work. */
export type Nameable = { readonly staff_id: string; readonly name: string; readonly agency_name: string };

/** More workers than this are searched, not listed. */
export const LISTED = 25;

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();

/**
 * The workers to choose from: all of a few; of many, one's own agency's, or those whose name or agency has every word that is
 * searched for. Oneself is always among them, who must be named too where a record is restricted.
 */
export function workersShown<W extends Nameable>(
  all: readonly W[],
  find: string,
  self: { readonly staffId: string | null; readonly agencyName: string | null },
): readonly W[] {
  if (all.length <= LISTED) return all;
  const words = plain(find)
    .split(/\s+/)
    .filter((word) => word !== "");
  const wanted = (one: W): boolean =>
    words.length === 0
      ? one.agency_name === self.agencyName
      : words.every((word) => plain(`${one.name} ${one.agency_name}`).includes(word));
  return all.filter((one) => one.staff_id === self.staffId || wanted(one));
}
