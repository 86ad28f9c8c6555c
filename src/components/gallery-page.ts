/** What the components of an entry of the gallery know of its page. */
export type GalleryPage = {
  /** The scenario whose two variants stand side by side, each in a simulator of its own. */
  readonly scenario: string;
  /** What the reader may have on the screen. */
  readonly errors: readonly string[];
};

declare global {
  namespace App {
    interface Locals {
      /** Set while an entry of the gallery is rendered. */
      galleryPage?: GalleryPage;
    }
  }
}
