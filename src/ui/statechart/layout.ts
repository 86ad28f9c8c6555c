/** Where the parts of a statechart stand, in units of the drawing. What the parts are says the machine's definition. */
export type ChartLayout = {
  readonly width: number;
  readonly height: number;
  readonly regions: { readonly [region: string]: RegionLayout };
};

export type RegionLayout = {
  /** In place of the region's own name. */
  readonly label?: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** The middle of each state's box. */
  readonly states: { readonly [state: string]: readonly [x: number, y: number] };
  /** By `wayId`; one that is not here is a straight line without a label. */
  readonly ways: { readonly [way: string]: WayLayout };
};

export type WayLayout = {
  /** Pushes the middle of the line sideways: to the right of who goes along it. */
  readonly bend?: number;
  /** Draws the label, moved so far from the middle of the line. A way without is one of the rare ones. */
  readonly label?: readonly [dx: number, dy: number];
  /** On which side of its box a way round stands. */
  readonly side?: "above" | "right";
};

/** The name of a way, by which its place and its last use are found. */
export function wayId(from: string, to: string): string {
  return `${from}→${to}`;
}
