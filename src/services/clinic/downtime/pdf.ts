import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import type { Block, Head, Sheet } from "./form-sheets.ts";

// Letters of every Latin, Greek and Cyrillic name; the fonts that a reader of PDF brings itself have a few of them.
const fonts = createRequire(import.meta.url);
const PLAIN = fonts.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf");
const BOLD = fonts.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf");

const EDGE = 36;
const FOOT = 24;
const PAD = 3;

type Doc = InstanceType<typeof PDFDocument>;

const widthOf = (doc: Doc): number => doc.page.width - 2 * EDGE;
const bottomOf = (doc: Doc): number => doc.page.height - EDGE - FOOT;

/** Goes to a new page unless so much room is left. */
function room(doc: Doc, height: number): boolean {
  if (doc.y + height <= bottomOf(doc)) return false;
  doc.addPage();
  return true;
}

function words(doc: Doc, text: string, size: number, strong = false): void {
  doc.font(strong ? BOLD : PLAIN).fontSize(size);
  room(doc, doc.heightOfString(text, { width: widthOf(doc) }) + PAD);
  doc.text(text, EDGE, doc.y, { width: widthOf(doc) });
  doc.y += PAD;
}

function row(doc: Doc, heads: readonly Head[], cells: readonly string[], strong: boolean): void {
  const whole = heads.reduce((sum, { share }) => sum + share, 0);
  const widths = heads.map(({ share }) => (widthOf(doc) * share) / whole);
  doc.font(strong ? BOLD : PLAIN).fontSize(8);
  const empty = cells.every((cell) => cell === "");
  const height = Math.max(
    empty ? 30 : 0,
    ...cells.map(
      (cell, i) => doc.heightOfString(cell || " ", { width: (widths[i] ?? 0) - 2 * PAD }) + 2 * PAD,
    ),
  );
  if (room(doc, height) && !strong) {
    row(
      doc,
      heads,
      heads.map((head) => head.words),
      true,
    );
    doc.font(PLAIN).fontSize(8);
  }
  const top = doc.y;
  let left = EDGE;
  cells.forEach((cell, i) => {
    const width = widths[i] ?? 0;
    doc.rect(left, top, width, height).lineWidth(0.5).stroke();
    doc.text(cell, left + PAD, top + PAD, { width: width - 2 * PAD });
    left += width;
  });
  doc.y = top + height;
}

function lines(doc: Doc, labels: readonly string[], beside: number): void {
  const width = widthOf(doc) / beside;
  for (let from = 0; from < labels.length; from += beside) {
    room(doc, 34);
    const top = doc.y;
    labels.slice(from, from + beside).forEach((label, i) => {
      const left = EDGE + i * width;
      doc
        .font(PLAIN)
        .fontSize(7.5)
        .text(label, left, top, { width: width - 8, lineBreak: false });
      doc
        .moveTo(left, top + 30)
        .lineTo(left + width - 8, top + 30)
        .lineWidth(0.5)
        .stroke();
    });
    doc.y = top + 34;
  }
  doc.y += PAD;
}

function draw(doc: Doc, block: Block): void {
  switch (block.kind) {
    case "heading":
      // Who it is, their alerts and the first of their order stay together.
      room(doc, 150);
      doc.y += 2 * PAD;
      words(doc, block.words, 11, true);
      break;
    case "words":
      words(doc, block.words, 9, block.strong);
      break;
    case "lines":
      lines(doc, block.labels, block.beside);
      break;
    case "table": {
      room(doc, 40);
      row(
        doc,
        block.heads,
        block.heads.map((head) => head.words),
        true,
      );
      for (const cells of block.rows) row(doc, block.heads, cells, false);
      doc.y += 2 * PAD;
    }
  }
}

/** What is drawn, of plain values: it is handed to a thread. */
export type ToDraw = {
  /** Whose it is and of when, below every page. */
  readonly foot: string;
  readonly madeAtMs: number;
  readonly sheets: readonly Sheet[];
  readonly password: string;
};
export type Drawn = { readonly bytes: Uint8Array; readonly pages: number };

/** Below every page: whose it is, of when, and which of how many. */
function foot(doc: Doc, words: string): number {
  const { start, count } = doc.bufferedPageRange();
  for (let i = start; i < start + count; i += 1) {
    doc.switchToPage(i);
    // Below the margin a line would begin a page of its own.
    doc.page.margins.bottom = 0;
    doc
      .font(PLAIN)
      .fontSize(8)
      .text(
        `${words} Page ${i + 1} of ${count}. Confidential. Keep numbered forms.`,
        EDGE,
        doc.page.height - EDGE - 8,
        { width: widthOf(doc), lineBreak: false },
      );
  }
  return count;
}

/** Draws a pack as a PDF that opens by its password alone (AES with 256 bits), and says how many pages it has. */
export async function drawPdf(it: ToDraw): Promise<Drawn> {
  const doc = new PDFDocument({
    size: "A4",
    margins: { top: EDGE, left: EDGE, right: EDGE, bottom: EDGE },
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: "1.7ext3",
    userPassword: it.password,
    ownerPassword: it.password,
    permissions: { printing: "highResolution" },
    info: { Title: "Downtime pack", CreationDate: new Date(it.madeAtMs) },
  });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  for (const { title, number, blocks } of it.sheets) {
    doc.addPage();
    words(doc, number ? `${title}: number ${number}` : title, 15, true);
    for (const block of blocks) draw(doc, block);
  }
  const pages = foot(doc, it.foot);
  doc.end();
  await ended;
  return { bytes: Buffer.concat(chunks), pages };
}
