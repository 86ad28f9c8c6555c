/** A statechart as data: which states there are, where they stand and which ways lead from one to another. */
export type Chart<Region extends string = string> = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly regions: readonly ChartRegion<Region>[];
};

/** A part of the machine that has exactly one current state at any time. */
export type ChartRegion<Id extends string = string> = {
  readonly id: Id;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
};

/** `id` is the state's name in `src/machines`; x and y are the middle of the box. */
export type ChartNode = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  /** Drawn with a broken outline: the machine passes through it within one call. */
  readonly transient?: true;
};

/** A way from one state to another; `bend` pushes its middle sideways, in units of the drawing. */
export type ChartEdge = {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly bend: number;
  /** Moves the label from the middle of the line. */
  readonly shift?: readonly [number, number];
  /** Drawn only when it has just been taken: the everyday ways stay readable. */
  readonly rare?: true;
};

export const NODE_HEIGHT = 22;

export type DrawnEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly rare: boolean;
};

/** An edge's name, by which the last transition finds it. */
export function edgeId(from: string, to: string): string {
  return `${from}→${to}`;
}

/** The lines of a region, from the rim of one box to the rim of the other. */
export function drawEdges(region: ChartRegion): readonly DrawnEdge[] {
  return region.edges.map((edge) => {
    const from = nodeOf(region, edge.from);
    const to = nodeOf(region, edge.to);
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
    const middle = {
      x: (from.x + to.x) / 2 + across.x * edge.bend,
      y: (from.y + to.y) / 2 + across.y * edge.bend,
    };
    const start = rim(from, middle);
    const end = rim(to, middle);
    const [dx, dy] = edge.shift ?? [0, 0];
    // The middle of a quadratic curve lies half way between its control point and its chord.
    const labelX = (start.x + end.x) / 4 + middle.x / 2 + dx;
    const labelY = (start.y + end.y) / 4 + middle.y / 2 + dy;
    return {
      id: edgeId(edge.from, edge.to),
      from: edge.from,
      to: edge.to,
      label: edge.label,
      path: `M${num(start.x)} ${num(start.y)}Q${num(middle.x)} ${num(middle.y)} ${num(end.x)} ${num(end.y)}`,
      labelX: Number(num(labelX)),
      labelY: Number(num(labelY)),
      rare: edge.rare === true,
    };
  });
}

function nodeOf(region: ChartRegion, id: string): ChartNode {
  const node = region.nodes.find((one) => one.id === id);
  if (node === undefined) throw new Error(`The chart's region ${region.id} has no state ${id}.`);
  return node;
}

/** Where the line from a box's middle towards a point leaves the box. */
function rim(node: ChartNode, towards: { x: number; y: number }): { x: number; y: number } {
  const dx = towards.x - node.x;
  const dy = towards.y - node.y;
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (node.w / 2 + 2) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (NODE_HEIGHT / 2 + 2) / Math.abs(dy),
  );
  return Number.isFinite(reach)
    ? { x: node.x + dx * reach, y: node.y + dy * reach }
    : { x: node.x, y: node.y };
}

function num(value: number): string {
  return value.toFixed(1);
}
