import type { PlotOptions } from "@observablehq/plot";

/** Plot and its document, loaded with the first chart and kept: a page without charts never pays for them. */
export type Drawing = { readonly plot: typeof import("@observablehq/plot"); readonly document: Document };
let loading: Promise<Drawing> | undefined;

/** Begins loading what draws, so that it is there when the figures are. */
export const prepareChart = (): void => {
  loading ??= drawing();
};

async function drawing(): Promise<Drawing> {
  const [plot, { JSDOM }] = await Promise.all([import("@observablehq/plot"), import("jsdom")]);
  return { plot, document: new JSDOM("").window.document };
}

/**
 * One `<svg role="img">` with one name, its text escaped, in the colour of the text around it.
 * With a nonce Plot's own style stays and carries it; without, the style is taken out and the page's sheet gives the rules.
 */
export async function drawn(
  options: (plot: Drawing["plot"], document: Document) => PlotOptions,
  label: string,
  nonce?: string,
): Promise<string> {
  loading ??= drawing();
  const { plot, document } = await loading;
  const svg = plot.plot(options(plot, document));
  // One picture with one name: what Plot calls its parts is read by nobody inside it.
  for (const part of svg.querySelectorAll("g")) {
    for (const name of ["aria-label", "aria-description", "aria-hidden"]) part.removeAttribute(name);
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  // As attributes: a style policy without 'unsafe-inline' would drop them from a style.
  svg.setAttribute("font-family", "Arial, sans-serif");
  svg.setAttribute("font-size", "13");
  const style = svg.querySelector("style");
  if (nonce) style?.setAttribute("nonce", nonce);
  else style?.remove();
  return svg.outerHTML;
}

/** A drawing as a file of its own: it names its language, has paper behind it, and no entity that only pages know. */
export const asFile = (svg: string): string =>
  svg
    .replaceAll("&nbsp;", "&#160;")
    .replace(
      /^<svg ([^>]*)>/,
      '<svg xmlns="http://www.w3.org/2000/svg" $1><rect width="100%" height="100%" fill="white"/>',
    );
