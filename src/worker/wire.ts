/** A call, as the page posts it to the worker, and how it went, as the worker posts it back. */
export type Call = { readonly id: number; readonly call: string; readonly args: readonly unknown[] };
export type Outcome = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** An object on the other side: the same calls, each answered later. A call that throws there is rejected here. */
export type Remote<Api> = {
  readonly [Name in keyof Api]: Api[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** One end of the wire: the worker as the page has it, or the page as the worker has it. */
export type End = {
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown): void;
};

/** Answers the page's calls, in the worker. */
export function serve(answer: (call: string, args: readonly unknown[]) => unknown, page: End): void {
  page.addEventListener("message", async ({ data: { id, call, args } }: MessageEvent<Call>) => {
    let outcome: Outcome;
    try {
      outcome = { id, value: await answer(call, args) };
    } catch (error) {
      outcome = { id, error: error instanceof Error ? error.message : String(error) };
    }
    page.postMessage(outcome);
  });
}

/** The calls that a worker serves, from the page. One that it never answers stays open. */
export function callsTo<Api>(worker: End): Remote<Api> {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let lastId = 0;
  worker.addEventListener("message", ({ data }: MessageEvent<Outcome>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  const post = (call: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, (outcome) => {
        if ("error" in outcome) reject(new Error(outcome.error));
        else resolve(outcome.value);
      });
      worker.postMessage({ id: lastId, call, args } satisfies Call);
    });
  const calls = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          post(String(name), args),
    },
  );
  return calls as Remote<Api>; // whatever is called of it is asked of the other side
}
