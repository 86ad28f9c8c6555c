import { type ClientModel, channelAt, namedChannel, nthOf, stepPush } from "./client-memory.ts";
import { type ClientStep, isPresentJoin, PARAMS, runUntil, type StepOf, settle } from "./client-step.ts";
import type { PageFunction } from "./machine-event.ts";

/** The places at which functions of the page run. */
type CodeStep = StepOf<"page_code" | "socket_code">;

/**
 * As far as the client got when it ran this function of the page, which is the next step then and is known to
 * be running. No step runs the hooks of ordinary events, whose frames are not read: everything else is over.
 */
export function enterPageCode(model: ClientModel, code: PageFunction): ClientModel {
  const reached = findPageCode(model, code) ?? settle(model);
  const [step, ...rest] = reached.steps;
  const here = step !== undefined && isPageCode(step) ? step : unreadPageCode(reached, code);
  return { ...reached, steps: [{ ...here, entered: true }, ...rest] };
}

/** What a frame led to that no machine was told of. */
function unreadPageCode(model: ClientModel, code: PageFunction): CodeStep {
  return code.in === "socket_hook"
    ? { do: "socket_code", hook: code.hook, upTo: Number.POSITIVE_INFINITY, entered: true }
    : {
        do: "page_code",
        channel: namedChannel(model, code, "page_code"),
        names: [nameOf(code)],
        entered: true,
      };
}

function findPageCode(model: ClientModel, code: PageFunction): ClientModel | null {
  return runUntil(
    model,
    (at, next) => isPageCode(next) && runsHere(at, next, code) && depthOfNext(at) === (code.depth ?? 1),
  );
}

function isPageCode(step: ClientStep): step is CodeStep {
  return step.do === "page_code" || step.do === "socket_code";
}

function runsHere(model: ClientModel, step: CodeStep, code: PageFunction): boolean {
  if (code.in === "socket_hook") {
    return step.do === "socket_code" && step.hook === code.hook && code.after <= step.upTo;
  }
  return (
    step.do === "page_code" &&
    step.names.includes(nameOf(code)) &&
    channelAt(model, step.channel).topic === code.topic &&
    nthOf(model, step.channel) === (code.nth ?? 0)
  );
}

/** How many functions of the page run once the next step does. */
function depthOfNext({ steps }: ClientModel): number {
  return 1 + steps.slice(1).filter((step) => isPageCode(step) && step.entered).length;
}

function nameOf(code: Exclude<PageFunction, { readonly in: "socket_hook" }>): string {
  return code.in === "params" ? PARAMS : code.hook;
}

/** What is left when a function of the page threw: nothing after it. */
export function stopAtPageCode(model: ClientModel, code: PageFunction): ClientModel {
  const reached = findPageCode(model, code) ?? settle(model);
  // What throws within a params function ends that, too. Its push was marked as sent before it was asked.
  return reached.steps
    .filter((step): step is StepOf<"send_join"> => step.do === "send_join" && isPresentJoin(reached, step))
    .reduce<ClientModel>(
      (over, { channel }) => stepPush(over, channelAt(over, channel).join, { type: "params_threw" }),
      { ...reached, steps: [] },
    );
}
