import { describe, expect, test } from "vitest";
import { properCase, splitName } from "./names.ts";

describe("a name that a system shouts is written as people write it", () => {
  test.each([
    ["ROWNTREE", "Rowntree"],
    ["rowntree", "Rowntree"],
    ["O'BRIEN", "O'Brien"],
    ["O’BRIEN", "O'Brien"],
    ["D'ARCY", "D'Arcy"],
    ["MCALLISTER", "McAllister"],
    ["MACKIE", "Mackie"],
    ["MC", "Mc"],
    ["GRZEGORZ-WÓJCIK", "Grzegorz-Wójcik"],
    ["NÚÑEZ", "Núñez"],
    ["SØRENSEN", "Sørensen"],
    ["ÖMER", "Ömer"],
    ["MARY  ANN", "Mary Ann"],
    ["NU\u0301N\u0303EZ", "Núñez"],
    ["van der Berg", "van der Berg"],
    ["McAllister", "McAllister"],
    ["DeShawn", "DeShawn"],
  ])("%s is %s", (written, name) => {
    expect(properCase(written)).toBe(name);
  });
});

describe("a whole name is split where something tells its parts apart", () => {
  test.each([
    ["ROWNTREE, Craig", "Rowntree / Craig"],
    ["D'ARCY,Ian", "D'Arcy / Ian"],
    ["VAN DER BERG, Anna Maria", "Van Der Berg / Anna Maria"],
    ["Rowntree, Craig", "Rowntree / Craig"],
    ["Craig ROWNTREE", "Rowntree / Craig"],
    ["Anna Maria VAN DER BERG", "Van Der Berg / Anna Maria"],
    ["Ömer GRZEGORZ-WÓJCIK", "Grzegorz-Wójcik / Ömer"],
    ["Mr Craig ROWNTREE", "Rowntree / Craig"],
    ["ROWNTREE, Mr. Craig", "Rowntree / Craig"],
    ["ROWNTREE, Craig Mr", "Rowntree / Craig"],
    ["Dr Anna Maria VAN DER BERG", "Van Der Berg / Anna Maria"],
    ["Mrs JANE ROWNTREE", "not split"],
    ["ROWNTREE, Craig, MR", "not split"],
    ["ROWNTREE, Mr", "not split"],
    ["DRAKE, Missy", "Drake / Missy"],
    ["Craig Rowntree", "not split"],
    ["CRAIG ROWNTREE", "not split"],
    ["ROWNTREE", "not split"],
    ["ROWNTREE,", "not split"],
    [", Craig", "not split"],
    ["ROWNTREE, 12", "not split"],
    ["12, Craig", "not split"],
    ["ROWNTREE, Craig, Jr", "not split"],
    ["Craig J", "not split"],
  ])("%s is %s", (written, parts) => {
    const split = splitName(written);
    expect(split ? `${split.familyName} / ${split.givenNames}` : "not split").toBe(parts);
  });
});
