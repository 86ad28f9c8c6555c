import { fileColour } from "./file-colour.ts";

/** The fonts of the site, and what stands in for them where they are not installed. */
const FONTS: readonly (readonly [RegExp, string])[] = [
  [/^"?Literata/, 'Literata, Georgia, "Times New Roman", serif'],
  [/^"?Commit Mono/, '"Commit Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace'],
];

/** What the style sheets say of a drawing, as far as it shows; all of it is inherited, but for the last. */
const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "opacity",
] as const;

type Style = { readonly [property in (typeof PROPERTIES)[number]]: string };

const NOTHING: Style = {
  fill: "rgb(0, 0, 0)",
  stroke: "none",
  "stroke-width": "1px",
  "stroke-dasharray": "none",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  "paint-order": "normal",
  "font-family": "",
  "font-size": "",
  "font-style": "normal",
  "font-weight": "400",
  opacity: "1",
};

/**
 * The text of an SVG that stands by itself: what the page's style sheets say of it is written into it as attributes.
 * The drawing must be in the page. It is changed, and of no more use there.
 */
export function standaloneSvg(drawing: SVGSVGElement): string {
  // Everything is looked at before anything is changed: what a rule says may depend on what stands around.
  for (const { element, style, inherited } of [...styledParts(drawing)]) {
    if (style === null) element.remove();
    else inscribe(element, style, inherited);
  }
  return new XMLSerializer().serializeToString(drawing);
}

type StyledPart = {
  readonly element: SVGElement;
  /** Null: it is not shown. */
  readonly style: Style | null;
  readonly inherited: Style;
};

function* styledParts(drawing: SVGSVGElement): Generator<StyledPart> {
  // Elements of the same names in the same place look alike; asking the browser for each takes far longer.
  const known = new Map<string, Style | null>();
  const waiting: { element: SVGElement; above: string; inherited: Style }[] = [
    { element: drawing, above: "", inherited: NOTHING },
  ];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { element, above, inherited } = part;
    const path = `${above}/${element.tagName}.${element.className.baseVal}.${element.dataset["hue"] ?? ""}`;
    const style = known.has(path) ? (known.get(path) ?? null) : styleOf(element);
    known.set(path, style);
    yield { element, style, inherited };
    if (style === null) continue;
    for (const child of element.children) {
      if (child instanceof SVGElement) waiting.push({ element: child, above: path, inherited: style });
    }
  }
}

function inscribe(element: SVGElement, style: Style, inherited: Style): void {
  // Parts of a drawing may lie outside of the box that they are placed with.
  if (element.tagName === "svg" && inherited !== NOTHING) element.setAttribute("overflow", "visible");
  for (const property of PROPERTIES) {
    const value = style[property];
    const isGiven = property === "opacity" ? value === "1" : value === inherited[property];
    if (!isGiven) write(element, property, value);
  }
  element.removeAttribute("class");
  element.removeAttribute("data-hue");
}

/** Null: it is not shown. */
function styleOf(element: SVGElement): Style | null {
  const computed = getComputedStyle(element);
  if (computed.display === "none") return null;
  const values = PROPERTIES.map((property) => [property, computed.getPropertyValue(property)]);
  return Object.fromEntries(values) as Style; // of all its properties
}

function write(element: SVGElement, property: (typeof PROPERTIES)[number], value: string): void {
  if (property === "fill" || property === "stroke") {
    const { colour, opacity } = fileColour(value);
    element.setAttribute(property, colour);
    if (opacity !== 1) element.setAttribute(`${property}-opacity`, String(opacity));
    return;
  }
  if (property === "font-family") {
    const font = FONTS.find(([pattern]) => pattern.test(value))?.[1] ?? value;
    element.setAttribute(property, font);
    return;
  }
  element.setAttribute(property, value.replace(/px\b/g, ""));
}
