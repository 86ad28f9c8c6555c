import * as z from "zod";

/** The groups of the gallery, in the order in which its first page shows them. */
export const GALLERY_GROUPS = [
  { id: "lost", title: "Messages lost", about: "Somebody wrote, and somebody else never saw it." },
  { id: "twice", title: "Messages twice", about: "Everything arrives, and then some." },
  { id: "gone", title: "It does not come back", about: "The connection went, and with it the page." },
  {
    id: "joins",
    title: "Joins and topics",
    about: "The socket is open, and the channel is not what you think.",
  },
  { id: "presence", title: "Who is there", about: "Users, tabs and devices: how many is one?" },
  {
    id: "load",
    title: "Deploys, load and large things",
    about: "Fine on your machine, and then come the others.",
  },
] as const;

const GROUP_IDS = GALLERY_GROUPS.map(({ id }) => id);

/** What stands at the top of `content/gallery/<slug>/index.mdx`. */
export const galleryEntry = z.strictObject({
  /** The row of the list of symptoms that it answers. */
  id: z.string().regex(/^G\d+$/, "must be an entry's id, such as G2"),
  /** The symptom, in the words of who has it. */
  title: z.string().min(1).max(90),
  /** What it is, in a sentence or two: for the list, for search engines, and below the title. */
  description: z.string().min(1).max(260),
  group: z.enum(GROUP_IDS),
  /** The scenario beside it that shows the symptom in its variant `symptom`, and none of it in `fix`. */
  scenario: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** What the reader may have on the screen: lines of a console or a log, frames, HTTP answers. */
  errors: z.array(z.string().min(1).max(160)).default([]),
  /** Further words by which somebody may look for it. */
  words: z.string().default(""),
  /** Ids of lessons that teach what is behind it; they link here. */
  lessons: z.array(z.string()).default([]),
  /** Ids of entries that are close to it. */
  see: z.array(z.string().regex(/^G\d+$/)).default([]),
});

export type GalleryEntry = z.output<typeof galleryEntry>;

/** The variants that the scenario of an entry has, whatever else it has. */
export const GALLERY_VARIANTS = { symptom: "symptom", fix: "fix" } as const;
