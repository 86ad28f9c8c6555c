import { lessonFiles } from "./lesson-template.ts";

/** The course as it is on disk, as far as a new lesson must fit into it. */
export type CourseOnDisk = {
  /** Folders of lessons below `content/lessons`: `06-disconnects/01-handling-disconnects`. */
  readonly lessons: readonly string[];
  /** Ids of all scenarios and exercises. */
  readonly ids: readonly string[];
};

/** Files to write, by their paths from the project's folder, and what to tell the author; or why there are none. */
export type NewLesson =
  | {
      readonly ok: true;
      readonly files: readonly { readonly path: string; readonly text: string }[];
      readonly said: string;
    }
  | { readonly ok: false; readonly said: string };

const USAGE = `Usage: npm run new-lesson -- PART/LESSON "Title"
for example: npm run new-lesson -- 04-creating-a-channel/02-joining "Joining a topic"`;

const NAME = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$/;
const LONGEST_TITLE = 120;

class Refusal extends Error {}

/** Makes a lesson that already works: its text, a scenario and an exercise. Nothing is written here. */
export function newLesson(args: readonly string[], course: CourseOnDisk): NewLesson {
  try {
    const [place, title, ...more] = args;
    if (place === undefined || title === undefined) throw new Refusal(`say where and what.\n${USAGE}`);
    if (more.length > 0)
      throw new Refusal(`${args.length} words are too many: put the title in quotes.\n${USAGE}`);
    return make(place, checkedTitle(title), course);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, said: `new-lesson: ${error.message}\n` };
  }
}

function make(place: string, title: string, course: CourseOnDisk): NewLesson {
  const [part, lesson, ...more] = place
    .replace(/^content\/lessons\//, "")
    .replace(/\/$/, "")
    .split("/")
    .map(nameOf);
  if (part === undefined || lesson === undefined || more.length > 0) {
    throw new Refusal(`"${place}" is no place: a lesson lies in a part, PART/LESSON.\n${USAGE}`);
  }
  const isNewPart = checkNumber("part", part, partsOf(course));
  checkNumber("lesson", lesson, isNewPart ? [] : lessonsOf(course, part.folder));

  const folder = `content/lessons/${part.folder}/${lesson.folder}`;
  const scenario = freeId(`${lesson.slug}-in-action`, part.slug, course);
  const exercise = freeId(`${lesson.slug}-first-frame`, part.slug, course);
  const files = lessonFiles({ title, scenario, exercise }).map(({ name, text }) => ({
    path: `${folder}/${name}`,
    text,
  }));
  const said = [
    ...files.map(({ path }) => `made ${path}`),
    ...(isNewPart ? [`${part.folder} is a new part: give it a title in content/parts.yaml`] : []),
    `npm run dev shows it at http://localhost:4321/lessons/${part.slug}/${lesson.slug}/`,
  ];
  return { ok: true, files, said: `${said.join("\n")}\n` };
}

/** A folder's name: the number that orders it, and the rest, which is its address. */
type Name = { readonly folder: string; readonly number: number; readonly slug: string };

function nameOf(folder: string): Name {
  const [, number, slug] = NAME.exec(folder) ?? [];
  if (number === undefined || slug === undefined || Number(number) === 0) {
    throw new Refusal(
      `"${folder}" is no name for a folder: two digits from 01, a hyphen, then lower-case words with hyphens, such as 02-joining.`,
    );
  }
  return { folder, number: Number(number), slug };
}

function checkedTitle(title: string): string {
  const trimmed = title.trim();
  if (trimmed === "") throw new Refusal("the title is empty.");
  if (trimmed.length > LONGEST_TITLE || /[\n\r]/.test(trimmed)) {
    throw new Refusal(`the title must be one line of at most ${LONGEST_TITLE} characters.`);
  }
  return trimmed;
}

function partsOf(course: CourseOnDisk): readonly Name[] {
  return [...new Set(course.lessons.map((lesson) => lesson.split("/")[0] ?? ""))].sort().map(nameOf);
}

function lessonsOf(course: CourseOnDisk, part: string): readonly Name[] {
  return course.lessons
    .filter((lesson) => lesson.startsWith(`${part}/`))
    .sort()
    .map((lesson) => nameOf(lesson.slice(part.length + 1)));
}

/** Whether it is a new one, whose number comes next; an existing part is fine, an existing lesson is not. */
function checkNumber(kind: "part" | "lesson", name: Name, others: readonly Name[]): boolean {
  const same = others.find(({ folder }) => folder === name.folder);
  if (same !== undefined) {
    if (kind === "part") return false;
    throw new Refusal(`there is a lesson ${name.folder} already, and it stays as it is.`);
  }
  const next = String(Math.max(0, ...others.map(({ number }) => number)) + 1).padStart(2, "0");
  const namesake = others.find(({ slug }) => slug === name.slug);
  if (namesake !== undefined) {
    throw new Refusal(
      `${name.folder} would have the same address as ${namesake.folder}: the number is no part of it.`,
    );
  }
  const holder = others.find(({ number }) => number === name.number);
  if (holder !== undefined) {
    throw new Refusal(`the number of ${name.folder} is taken by ${holder.folder}; the next one is ${next}.`);
  }
  if (name.number !== Number(next)) {
    throw new Refusal(`${name.folder} would leave a gap: the next number here is ${next}.`);
  }
  return true;
}

function freeId(id: string, part: string, { ids }: CourseOnDisk): string {
  const free = [id, `${part}-${id}`].find((one) => !ids.includes(one));
  if (free === undefined)
    throw new Refusal(`there are a scenario or an exercise ${id} and ${part}-${id} already.`);
  return free;
}
