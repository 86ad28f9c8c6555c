import type { Slice } from "../diagram/ground.tsx";
import type { DiagramFile } from "./diagram-file.tsx";

/** Browsers draw no larger picture, in pixels of one side. */
const MAX_SIDE = 16_000;
/** Below this many pixels for one of the drawing's a label cannot be read. */
const MIN_SCALE = 0.75;
const SCALE = 2;

/** Of a run that is too long to be one picture, a picture shows so much, in pixels of the drawing. */
const PART_HEIGHT = 6000;

/** Whether a drawing can be one picture whose labels can be read. */
export function fitsOnePicture({ width, height }: Pick<DiagramFile, "width" | "height">): boolean {
  return scaleOf(width, height) >= MIN_SCALE;
}

/** The parts of a drawing of which each makes a picture of its own, from above, of about the same height. */
export function partsOf(height: number): readonly Slice[] {
  const count = Math.max(1, Math.ceil(height / PART_HEIGHT));
  const edges = Array.from({ length: count + 1 }, (_, index) => Math.ceil((height * index) / count));
  return edges.slice(1).map((bottom, index) => ({ top: edges[index] ?? 0, bottom }));
}

function scaleOf(width: number, height: number): number {
  return Math.min(SCALE, MAX_SIDE / height, MAX_SIDE / width);
}

/** The drawing as a PNG, twice as fine as it is large where it can be, with the site's own fonts (`fontFaces`). */
export async function diagramPicture({ svg, width, height }: DiagramFile, fonts: string): Promise<Blob> {
  const scale = scaleOf(width, height);
  const image = new Image();
  const withFonts = svg.replace(/(<svg[^>]*>)/, `$1<style>${fonts}</style>`);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withFonts)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser draws no pictures");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("no picture came of it")) : resolve(blob)),
      "image/png",
    );
  });
}

/** The page's fonts, each with its file in it: what is drawn as a picture sees nothing of the page. */
export async function fontFaces(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const faces = rules.filter((rule) => rule instanceof CSSFontFaceRule);
  const written = await Promise.all(
    faces.map(async ({ style, parentStyleSheet }) => {
      const [, url] = /url\("?([^")]+)"?\)/.exec(style.getPropertyValue("src")) ?? [];
      if (url === undefined) return "";
      const address = new URL(url, parentStyleSheet?.href ?? location.href);
      const data = await dataAddress(await (await fetch(address)).blob());
      const family = style.getPropertyValue("font-family");
      const [slant, weight] = ["font-style", "font-weight"].map((name) => style.getPropertyValue(name));
      return `@font-face{font-family:${family};font-style:${slant};font-weight:${weight};src:url(${data})}`;
    }),
  );
  return written.join("");
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(new Error("a font cannot be read")));
    reader.readAsDataURL(blob);
  });
}
