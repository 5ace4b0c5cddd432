import { JSDOM } from "jsdom";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { measures } from "./definitions/index.ts";
import { phq9 } from "./definitions/phq-9.ts";
import { top } from "./definitions/top.ts";
import { fieldId, MeasureForm, stageFieldId } from "./measure-form.tsx";
import { readAnswers } from "./rules.ts";

const formOf = (element: React.ReactElement): HTMLFormElement => {
  const { document } = new JSDOM(`<form>${renderToStaticMarkup(element)}</form>`).window;
  const form = document.querySelector("form");
  if (!form) throw new Error("a form was drawn");
  return form;
};

test("a fresh form has nothing chosen and nothing filled in", () => {
  for (const definition of measures) {
    const form = formOf(<MeasureForm definition={definition} />);
    expect(form.querySelectorAll("[checked]")).toHaveLength(0);
    for (const input of form.querySelectorAll<HTMLInputElement>("input[type=text]"))
      expect(input.value).toBe("");
  }
});

test("every question has a label or a legend, and an id that an error can lead to", () => {
  for (const definition of measures) {
    const form = formOf(<MeasureForm definition={definition} />);
    const ids = [...form.querySelectorAll("[id]")].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const item of definition.items)
      expect(form.querySelector(`[id="${fieldId(item)}"]`)?.getAttribute("name")).toBe(item.code);
    for (const input of form.querySelectorAll("input"))
      expect(form.querySelector(`label[for="${input.id}"]`)?.textContent).toBeTruthy();
    if (definition.stages) expect(form.querySelector(`[id="${stageFieldId}"]`)).not.toBeNull();
  }
});

test("days are typed as digits, with their unit beside them", () => {
  const box = formOf(<MeasureForm definition={top} />).querySelector<HTMLInputElement>("#alcohol");
  expect(box?.getAttribute("inputmode")).toBe("numeric");
  expect(box?.parentElement?.textContent).toContain("of 28 days");
});

test("what was typed comes back, right or wrong, with the sentence beside it", () => {
  const values = {
    alcohol: "40",
    "crack.not-disclosed": "NA",
    violence: "N",
    opiates: "NA",
    stage: "review",
  };
  const form = formOf(
    <MeasureForm definition={top} values={values} errors={{ alcohol: "Enter a number from 0 to 28." }} />,
  );
  const alcohol = form.querySelector<HTMLInputElement>("#alcohol");
  expect(alcohol?.value).toBe("40");
  const described = (alcohol?.getAttribute("aria-describedby") ?? "").split(" ");
  expect(described.map((id) => form.querySelector(`[id="${id}"]`)?.textContent).join(" ")).toContain(
    "Enter a number from 0 to 28.",
  );
  const checked = [...form.querySelectorAll<HTMLInputElement>("input:checked")].map(
    (input) => `${input.name}=${input.value}`,
  );
  expect(checked.toSorted()).toEqual([
    "crack.not-disclosed=NA",
    "opiates.not-disclosed=NA",
    "stage=review",
    "violence=N",
  ]);
  expect(form.querySelector<HTMLInputElement>("#opiates")?.value).toBe("");
});

test("what the form sends is what the rules read, without any script", () => {
  const form = formOf(<MeasureForm definition={phq9} values={{ "phq-1": "2", "phq-9": "0" }} />);
  const window = form.ownerDocument.defaultView;
  if (!window) throw new Error("a window");
  const sent = Object.fromEntries(
    [...new window.FormData(form)].map(([name, value]) => [name, String(value)]),
  );
  expect(readAnswers(phq9, sent)).toEqual({ ok: true, value: { "phq-1": 2, "phq-9": 0 } });
});
