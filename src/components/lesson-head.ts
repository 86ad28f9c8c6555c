/** What stands at the top of a lesson. */
export type LessonHeadProps = {
  readonly title: string;
  readonly description: string;
  /** "Lesson 4" and what else stands above the title. */
  readonly place: string;
  readonly sections: readonly { readonly slug: string; readonly text: string }[];
};

declare global {
  namespace App {
    interface Locals {
      /** The head of the lesson that is being rendered, until its first scene has taken it. */
      lessonHead?: LessonHeadProps | null;
      /** How many links to the glossary the page has so far: each has a card of its own. */
      terms?: number;
    }
  }
}
