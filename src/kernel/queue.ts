/** Something the kernel can run; a cancelled task is passed over. */
export interface Task {
  readonly cancelled: boolean;
  run(): void;
}

type Bucket = { readonly tasks: Task[]; head: number };

/**
 * Tasks ordered by `(time, sequence)`. All tasks of one moment share a bucket in the order in which they
 * came, so the sequence needs no number and a burst of a thousand deliveries costs one heap operation.
 */
export class TimeQueue {
  readonly #buckets = new Map<number, Bucket>();
  readonly #times: number[] = [];

  push(timeMs: number, task: Task): void {
    const bucket = this.#buckets.get(timeMs);
    if (bucket !== undefined) {
      bucket.tasks.push(task);
      return;
    }
    this.#buckets.set(timeMs, { tasks: [task], head: 0 });
    this.#siftUp(timeMs);
  }

  /** The moment of the next task that is not cancelled; null when nothing is left. */
  nextTimeMs(): number | null {
    return this.#front() === null ? null : (this.#times[0] ?? null);
  }

  /** Takes the next task off the queue; null when nothing is left. */
  shift(): Task | null {
    const bucket = this.#front();
    if (bucket === null) return null;
    const task = bucket.tasks[bucket.head] ?? null;
    bucket.head += 1;
    return task;
  }

  // The bucket whose head is the next live task; drops what is used up or cancelled on the way.
  #front(): Bucket | null {
    for (;;) {
      const timeMs = this.#times[0];
      if (timeMs === undefined) return null;
      const bucket = this.#buckets.get(timeMs);
      if (bucket !== undefined) {
        while (bucket.head < bucket.tasks.length) {
          if (bucket.tasks[bucket.head]?.cancelled === false) return bucket;
          bucket.head += 1;
        }
      }
      this.#buckets.delete(timeMs);
      this.#dropFirstTime();
    }
  }

  #siftUp(timeMs: number): void {
    const times = this.#times;
    let index = times.length;
    times.push(timeMs);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = times[parent];
      if (above === undefined || above <= timeMs) break;
      times[index] = above;
      index = parent;
    }
    times[index] = timeMs;
  }

  #dropFirstTime(): void {
    const times = this.#times;
    const last = times.pop();
    if (last === undefined || times.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let child = left;
      let least = times[left];
      const rightTime = times[right];
      if (least !== undefined && rightTime !== undefined && rightTime < least) {
        child = right;
        least = rightTime;
      }
      if (least === undefined || least >= last) break;
      times[index] = least;
      index = child;
    }
    times[index] = last;
  }
}
