import { zipOf } from "../../schemas/zip.ts";
import type { Sequence } from "../diagram/sequence.ts";
import { type DiagramTitle, diagramFile, sizeOf } from "./diagram-file.tsx";
import { diagramPicture, fitsOnePicture, fontFaces, partsOf } from "./diagram-picture.ts";
import type { SavedFile, Theme } from "./saved-file.ts";

/** What is heard of a work that takes a while, and how it is ended. */
export type Going = {
  /** Told before each piece of it is begun: which, from 1, and of how many. */
  readonly onPiece: (piece: number, of: number) => void;
  readonly signal: AbortSignal;
};

/**
 * One picture; of a run that is too long for one, several in a ZIP, each with the names over its lifelines. Rejects
 * with the signal's reason when that ends it.
 */
export async function savedPicture(
  name: string,
  sequence: Sequence,
  title: DiagramTitle,
  theme: Theme,
  { onPiece, signal }: Going,
): Promise<SavedFile> {
  // They are fetched and written out once: a picture sees nothing of the page.
  const fonts = await fontFaces();
  if (fitsOnePicture(sizeOf(sequence))) {
    return { name: `${name}.png`, blob: await diagramPicture(diagramFile(sequence, title, theme), fonts) };
  }
  const parts = partsOf(sequence.height);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [index, part] of parts.entries()) {
    signal.throwIfAborted();
    onPiece(index + 1, parts.length);
    await nextPaint();
    const line = `Part ${index + 1} of ${parts.length}. ${title.line}`;
    const picture = await diagramPicture(diagramFile(sequence, { ...title, line }, theme, part), fonts);
    const place = String(index + 1).padStart(String(parts.length).length, "0");
    files.set(`${name}-${place}.png`, new Uint8Array(await picture.arrayBuffer()));
  }
  signal.throwIfAborted();
  const blob = new Blob([zipOf(files)], { type: "application/zip" });
  return { name: `${name}.png.zip`, blob, parts: parts.length };
}

/** Until what has been told can be seen. A page that is hidden paints nothing, and goes on all the same. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}
