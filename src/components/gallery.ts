import { GALLERY_GROUPS, type GalleryEntry } from "../schemas/gallery-entry.ts";

/** An entry as the collection has it. */
export type GalleryFile = {
  /** Its folder, and its place in the address. */
  readonly id: string;
  readonly filePath?: string;
  readonly body?: string;
  readonly data: GalleryEntry;
};

/** An entry of the gallery as lists show it. */
export type GalleryRow = GalleryEntry & {
  readonly slug: string;
  readonly file: string;
  readonly exercise: string;
};

export type Gallery = readonly GalleryRow[];

/** All entries, by their number. */
export function galleryOf(files: readonly GalleryFile[]): Gallery {
  return files.map(rowOf).sort((a, b) => numberOf(a) - numberOf(b));
}

/** The entries group by group; a group without any is left out. */
export function grouped(gallery: Gallery) {
  return GALLERY_GROUPS.map((group) => ({
    ...group,
    rows: gallery.filter((row) => row.group === group.id),
  })).filter(({ rows }) => rows.length > 0);
}

/** The entries that an entry names as close to it. Throws when one of them does not exist. */
export function closeTo(row: GalleryRow, gallery: Gallery): Gallery {
  return row.see.map((id) => {
    const other = gallery.find((one) => one.id === id);
    if (other !== undefined) return other;
    throw new Error(`${row.file}: "see" names ${id}, and the gallery has no such entry.`);
  });
}

function rowOf({ id, filePath = "", body = "", data }: GalleryFile): GalleryRow {
  const [, exercise = ""] = /<Exercise\s+id="([^"]+)"/.exec(body) ?? [];
  return { ...data, slug: id, file: filePath, exercise };
}

function numberOf({ id }: GalleryRow): number {
  return Number(id.slice(1));
}
