/** A calm pace for technical prose, in words a minute. */
const PACE = 200;

/** The minutes that a lesson's MDX takes to read: its words, without code blocks, imports and components' keys. */
export function minutesToRead(mdx: string): number {
  const prose = mdx
    .replace(/^```[\s\S]*?^```/gm, " ")
    .replace(/^(import|export) .*$/gm, " ")
    .replace(/<[^>]*>/g, " ");
  const words = prose.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return Math.max(1, Math.round(words / PACE));
}
