import type { Kernel } from "../../kernel/kernel.ts";
import type { Annotation } from "../../trace/event.ts";
import type { Pid } from "../../trace/ids.ts";

/** The application's table of annotations: a database, so it outlives the server that writes to it. */
export class AnnotationStore {
  readonly #kernel: Kernel;
  readonly #rows = new Map<string, Annotation[]>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Stores an annotation under the next id of its topic, counted from 1. */
  append(pid: Pid | null, topic: string, annotation: Omit<Annotation, "id">): Annotation {
    const rows = this.#rows.get(topic) ?? [];
    const row = { ...annotation, id: rows.length + 1 };
    this.#rows.set(topic, [...rows, row]);
    this.#kernel.begin({ kind: "row_stored", pid, table: "annotations", key: topic, id: row.id });
    return row;
  }

  /** Rows with an id above `lastId`, oldest first; `pid` asks. */
  newerThan(topic: string, lastId: number, pid: Pid | null = null): readonly Annotation[] {
    const newer = (this.#rows.get(topic) ?? []).filter(({ id }) => id > lastId);
    const ids = newer.map(({ id }) => id);
    this.#kernel.begin({ kind: "rows_read", pid, table: "annotations", key: topic, after: lastId, ids });
    return newer;
  }

  /** Forgets everything, as a store in the server's memory does at a restart. */
  empty(): void {
    this.#rows.clear();
  }
}
