import { type CollectionEntry, getCollection } from "astro:content";
import { type CoursePart, courseOrder } from "./course-order.ts";
import { minutesToRead } from "./reading-time.ts";

/** A lesson as lists of lessons show it. */
export type CourseLesson = {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly minutes: number;
  /** Ids of the exercises that it asks. */
  readonly exercises: readonly string[];
};

export type Course = readonly CoursePart<CourseLesson>[];

/** The whole course, in reading order. */
export async function loadCourse(): Promise<Course> {
  const parts = await getCollection("parts");
  const lessons = await getCollection("lessons");
  return courseOrder(lessons.map(lessonOf), new Map(parts.map(({ id, data }) => [id, data])));
}

/** A lesson's part, and its neighbours in the whole course. */
export function placeOf(course: Course, id: string) {
  const all = course.flatMap((part) => part.lessons.map((lesson) => ({ part, lesson })));
  const index = all.findIndex(({ lesson }) => lesson.id === id);
  const here = all[index];
  if (here === undefined) throw new Error(`The course has no lesson ${id}.`);
  return { ...here, previous: all[index - 1]?.lesson ?? null, next: all[index + 1]?.lesson ?? null };
}

function lessonOf({ id, filePath = "", body = "", data }: CollectionEntry<"lessons">): CourseLesson {
  const exercises = [...body.matchAll(/<Exercise\s+id="([^"]+)"/g)].map(([, exercise = ""]) => exercise);
  const { title, description } = data;
  return { id, file: filePath, title, description, minutes: minutesToRead(body), exercises };
}
