import type { Answer } from "../../schemas/exercise.ts";
import { withExercise, withLesson } from "./progress.ts";
import { type Kept, keptProgress, remember } from "./progress-store.ts";

/** Writes on the page what is known of its reader, wherever the page has a place for it. */

let listening = false;

export function showProgress(page: Document): void {
  if (!listening) listen(page);
  show(page, keptProgress());
}

/** The exercise card tells this to the page when an answer was right. */
export function exercisePassed(page: Document, event: Event): void {
  if (!(event instanceof CustomEvent)) return;
  const { id, answer }: { id: string; answer: Answer } = event.detail; // as exercise.tsx makes it
  remember((progress) => withExercise(progress, id, answer));
  showProgress(page);
}

/** The reader has come to the end of a lesson. */
export function endReached(page: Document): void {
  const lesson = lessonOf(page);
  if (lesson !== null) remember((progress) => withLesson(progress, lesson, true));
  showProgress(page);
}

/** Shows what was changed somewhere else: in another tab, or while this page was kept for coming back. */
function listen(page: Document): void {
  listening = true;
  addEventListener("storage", () => show(page, keptProgress()));
  addEventListener("pageshow", () => show(page, keptProgress()));
  page.querySelector("[data-read]")?.addEventListener("click", () => {
    const lesson = lessonOf(page);
    if (lesson === null) return;
    remember((progress) => withLesson(progress, lesson, !progress.lessons.includes(lesson)));
    show(page, keptProgress());
  });
  const tools = page.querySelector<HTMLElement>("[data-progress-tools]");
  if (tools === null) return;
  import("./progress-tools.ts").then(({ startTools }) => startTools(tools, () => show(page, keptProgress())));
}

function show(page: Document, kept: Kept): void {
  showLessons(page, kept);
  showEnd(page, kept);
  showStart(page, kept);
  for (const mark of page.querySelectorAll<HTMLElement>("[data-solved]")) {
    mark.hidden = !Object.hasOwn(kept.progress.exercises, mark.dataset["solved"] ?? "");
  }
}

function showLessons(page: Document, { progress }: Kept): void {
  const rows = [...page.querySelectorAll<HTMLElement>("[data-lesson]")];
  const counts = { read: 0, solved: 0, exercises: 0 };
  for (const row of rows) {
    const read = progress.lessons.includes(row.dataset["lesson"] ?? "");
    const { solved, all } = exercisesOf(row, progress.exercises);
    counts.read += read ? 1 : 0;
    counts.solved += solved;
    counts.exercises += all;
    const mark = row.querySelector("[data-lesson-mark]");
    if (mark === null) continue;
    mark.textContent = [read ? "✓ Read" : "", solved === 0 ? "" : `${solved} of ${all} exercises solved`]
      .filter((word) => word !== "")
      .join(" · ");
    mark.classList.toggle("is-done", read && solved === all);
  }
  const summary = page.querySelector("[data-course-progress]");
  if (summary === null) return;
  const { read, solved, exercises } = counts;
  summary.textContent =
    read + solved === 0
      ? ""
      : `You have read ${read} of ${rows.length} lessons and solved ${solved} of ${exercises} exercises.`;
}

/** The start page's button leads a reader who has begun to the first lesson that they have not read. */
function showStart(page: Document, { progress }: Kept): void {
  const start = page.querySelector<HTMLAnchorElement>("[data-start]");
  if (start === null || progress.lessons.length === 0) return;
  const places: [id: string, title: string, href: string][] = JSON.parse(start.dataset["start"] ?? "[]"); // index.astro
  const next = places.find(([id]) => !progress.lessons.includes(id));
  if (next === undefined) return;
  start.href = next[2];
  start.textContent = `Continue with “${next[1]}”`;
}

function showEnd(page: Document, kept: Kept): void {
  const end = page.querySelector<HTMLElement>("[data-lesson-end]");
  const button = end?.querySelector<HTMLElement>("[data-read]");
  const said = end?.querySelector("[data-lesson-said]");
  if (end == null || button == null || said == null) return;
  const read = kept.progress.lessons.includes(lessonOf(page) ?? "");
  const { solved, all } = exercisesOf(end, kept.progress.exercises);
  button.hidden = false;
  button.textContent = read ? "Mark as unread" : "Mark as read";
  const words = [read ? "✓ Read" : "Not read yet", all === 0 ? "" : `${solved} of ${all} exercises solved`];
  const text = words.filter((word) => word !== "").join(" · ");
  // The same words again would be read aloud again.
  const next = `${text}.${warningOf(kept)}`;
  if (said.textContent !== next) said.textContent = next;
}

function warningOf(kept: Kept): string {
  switch (kept.is) {
    case "kept":
      return "";
    case "blocked":
      return " This browser keeps nothing for this site: it will be forgotten when you leave the page.";
    case "unreadable":
      return ` What this browser has stored cannot be read (${kept.problem}), so nothing is added to it. The page of all lessons can erase it.`;
  }
}

function exercisesOf(place: HTMLElement, passed: Readonly<Record<string, Answer>>) {
  const ids = (place.dataset["exercises"] ?? "").split(" ").filter((id) => id !== "");
  return { all: ids.length, solved: ids.filter((id) => Object.hasOwn(passed, id)).length };
}

function lessonOf(page: Document): string | null {
  return page.querySelector<HTMLElement>("[data-lesson-end]")?.dataset["lessonEnd"] ?? null;
}
