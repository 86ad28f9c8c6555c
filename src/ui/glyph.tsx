/** A glyph of the diagram in running text: an ornament, for the word always stands beside it. */
export function Glyph({ path, solid = false }: { readonly path: string; readonly solid?: boolean }) {
  return (
    <svg class={solid ? "glyph is-solid" : "glyph"} viewBox="-7 -7 14 14" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
