/** The glyph beside whatever a step has changed; drawn around the origin in a box of 10 by 10, as all are. */
export const CHANGED_GLYPH = "M0-4.5L4.5 0L0 4.5L-4.5 0Z";
