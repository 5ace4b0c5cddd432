/** A person's name in its two parts. */
export type SplitName = { readonly familyName: string; readonly givenNames: string };

/** One apostrophe for all that keyboards and word processors give, single spaces, accents composed. */
export const tidyName = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/\s+/g, " ")
    .trim();

/**
 * A name as people write it, from systems that shout: `O'BRIEN` becomes `O'Brien`, `MCALLISTER` `McAllister`,
 * `GRZEGORZ-WÓJCIK` `Grzegorz-Wójcik`. A name that already has both cases is left alone: whoever typed it knew.
 * `Mac` is left in one piece, because Mackie and Macey are names too.
 */
export function properCase(text: string): string {
  const name = tidyName(text);
  const shouted = name === name.toLocaleUpperCase("en-GB");
  const whispered = name === name.toLocaleLowerCase("en-GB");
  if (!shouted && !whispered) return name;
  return name
    .toLocaleLowerCase("en-GB")
    .replace(/(?<![\p{L}\p{M}])\p{L}/gu, (first) => first.toLocaleUpperCase("en-GB"))
    .replace(
      /(?<![\p{L}\p{M}])Mc(\p{L})(?=\p{L})/gu,
      (_mc, next: string) => `Mc${next.toLocaleUpperCase("en-GB")}`,
    );
}

const TITLE = "(?:mr|mrs|miss|ms|mx|dr|prof|rev|sir|dame)\\.?";
const TITLES = new RegExp(`^(?:${TITLE} )+|(?: ${TITLE})+$`, "giu");

/** Without the titles that stand before or behind it. */
const untitled = (name: string): string => name.replace(TITLES, "").trim();

/**
 * Splits `SURNAME, Forename` at its comma, or `Forename SURNAME` where capitals tell them apart. Undefined when nothing
 * does: guessing would make two records of one person.
 */
export function splitName(text: string): SplitName | undefined {
  const name = untitled(tidyName(text).replace(/,$/, ""));
  const comma = /^([^,]+),([^,]+)$/.exec(name);
  const capitals = name.includes(",")
    ? undefined
    : /^(.*\p{Ll}.*?) ([^\p{Ll}]*\p{Lu}{2}[^\p{Ll}]*)$/u.exec(name);
  const family = comma?.[1] ?? capitals?.[2];
  const given = comma?.[2] === undefined ? capitals?.[1] : untitled(comma[2].trim());
  if (!family || !given || !/\p{L}/u.test(family) || !/\p{L}/u.test(given)) return undefined;
  return { familyName: properCase(family), givenNames: properCase(given) };
}
