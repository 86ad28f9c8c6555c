/** A part of a server's supervision tree that is there from the server's start to its end. */
export type SupervisionNode = {
  /** Its registered name, else its child id: no two of a tree are the same. */
  readonly name: string;
  /** The module whose code it runs. */
  readonly module: string;
  /** A `dynamic_supervisor` starts and loses children while the server runs; the children of the others stay. */
  readonly is: "supervisor" | "dynamic_supervisor" | "worker";
  /** What a supervisor does about the others when one child dies; null for a worker. */
  readonly strategy: "one_for_one" | "rest_for_one" | null;
  readonly children: readonly SupervisionNode[];
};
