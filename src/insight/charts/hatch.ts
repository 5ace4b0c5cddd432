import type { RenderFunction } from "@observablehq/plot";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Diagonal lines as a mark of Plot, to be used as the fill `url(#id)`: a part of a drawing that differs from others without colour, in grey
 * print too. Every drawing of a page needs an id of its own: a browser takes the first it finds, and that may stand in a drawing not shown.
 */
export const hatching =
  (id: string, document: Document): RenderFunction =>
  () => {
    const made = (name: string, attributes: Readonly<Record<string, string>>): SVGElement => {
      const element = document.createElementNS(SVG, name) as SVGElement;
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const pattern = made("pattern", {
      id,
      width: "6",
      height: "6",
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    });
    pattern.append(
      made("line", { x1: "1.5", x2: "1.5", y2: "6", stroke: "currentColor", "stroke-width": "2" }),
    );
    const defs = made("defs", {});
    defs.append(pattern);
    return defs;
  };
