/** A lesson as the collection has it, as far as its place in the course matters. */
export type LessonFile = {
  readonly id: string;
  /** From the project's folder: `content/lessons/06-disconnects/01-handling-disconnects/index.mdx`. */
  readonly file: string;
};

/** What the course's own file says of a part. */
export type PartWords = { readonly title: string; readonly about: string };

export type CoursePart<Lesson extends LessonFile> = PartWords & {
  readonly folder: string;
  readonly number: number;
  readonly lessons: readonly (Lesson & { readonly number: number })[];
};

/**
 * The lessons in the order of their folders, which are numbered; lessons are counted through the whole course. A part
 * without words of its own is called after its folder.
 */
export function courseOrder<Lesson extends LessonFile>(
  lessons: readonly Lesson[],
  words: ReadonlyMap<string, PartWords>,
): readonly CoursePart<Lesson>[] {
  const sorted = [...lessons].sort((a, b) => (a.file < b.file ? -1 : 1));
  const parts = new Map<string, (Lesson & { readonly number: number })[]>();
  for (const [index, lesson] of sorted.entries()) {
    const folder = lesson.file.split("/").at(-3) ?? "";
    const part = parts.get(folder) ?? [];
    part.push({ ...lesson, number: index + 1 });
    parts.set(folder, part);
  }
  return [...parts].map(([folder, own], index) => ({
    folder,
    number: index + 1,
    ...(words.get(folder) ?? { title: titleOf(folder), about: "" }),
    lessons: own,
  }));
}

/** `04-creating-a-channel` as a title. */
export function titleOf(folder: string): string {
  const words = folder.replace(/^\d+-/, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
