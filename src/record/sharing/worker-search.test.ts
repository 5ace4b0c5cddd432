import { describe, expect, test } from "vitest";
import { LISTED, workersShown } from "./worker-search.ts";

const worker = (name: string, agency_name: string) => ({ staff_id: name, name, agency_name });
const [zoe, ben, ann] = [
  worker("Zoë Lindqvist", "Wayside Treatment"),
  worker("Ben Ruddock", "Northmoor Police"),
  worker("Ann Treatwell", "Harbour Clinic"),
];
const many = [zoe, ben, ann, ...Array.from({ length: LISTED }, (_, n) => worker(`Other ${n}`, "Elsewhere"))];
const self = { staffId: ben.staff_id, agencyName: "Northmoor Police" };
const names = (find: string, all = many) => workersShown(all, find, self).map((one) => one.name);

describe("workers to name", () => {
  test("are all listed while they are few, whatever is searched for", () => {
    expect(names("nobody", many.slice(0, LISTED))).toHaveLength(LISTED);
  });
  test("are, of many, one's own agency's until something is searched for", () => {
    expect(names("")).toEqual(["Ben Ruddock"]);
  });
  test("are found by name or agency, without accents, by every word; oneself always", () => {
    expect(names("zoe")).toEqual(["Zoë Lindqvist", "Ben Ruddock"]);
    expect(names(" TREAT ")).toEqual(["Zoë Lindqvist", "Ben Ruddock", "Ann Treatwell"]);
    expect(names("treat clinic")).toEqual(["Ben Ruddock", "Ann Treatwell"]);
    expect(names("nobody at all")).toEqual(["Ben Ruddock"]);
  });
});
