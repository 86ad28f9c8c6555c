import { type ClientModel, channelAt, namedChannel, nthOf, stepPush } from "./client-memory.ts";
import { type ClientStep, isPresentJoin, PARAMS, runUntil, type StepOf, settle } from "./client-step.ts";
import type { ChannelCode } from "./machine-event.ts";

/**
 * As far as the client got when it ran this function of the page, which is the next step then and is known to
 * be running. No step runs the hooks of ordinary events, whose frames are not read: everything else is over.
 */
export function enterPageCode(model: ClientModel, code: ChannelCode): ClientModel {
  const reached = findPageCode(model, code) ?? settle(model);
  const [step, ...rest] = reached.steps;
  const channel = namedChannel(reached, code, "page_code");
  const here: ClientStep =
    step?.do === "page_code"
      ? { ...step, entered: true }
      : { do: "page_code", channel, names: [nameOf(code)], entered: true };
  return { ...reached, steps: [here, ...rest] };
}

function findPageCode(model: ClientModel, code: ChannelCode): ClientModel | null {
  return runUntil(
    model,
    (at, next) =>
      next.do === "page_code" &&
      next.names.includes(nameOf(code)) &&
      channelAt(at, next.channel).topic === code.topic &&
      nthOf(at, next.channel) === (code.nth ?? 0) &&
      depthOfNext(at) === (code.depth ?? 1),
  );
}

/** How many functions of the page run once the next step does. */
function depthOfNext({ steps }: ClientModel): number {
  return 1 + steps.slice(1).filter((step) => step.do === "page_code" && step.entered).length;
}

function nameOf(code: ChannelCode): string {
  return code.in === "params" ? PARAMS : code.hook;
}

/** What is left when a function of the page threw: nothing after it. */
export function stopAtPageCode(model: ClientModel, code: ChannelCode): ClientModel {
  const reached = findPageCode(model, code) ?? settle(model);
  // What throws within a params function ends that, too. Its push was marked as sent before it was asked.
  return reached.steps
    .filter((step): step is StepOf<"send_join"> => step.do === "send_join" && isPresentJoin(reached, step))
    .reduce<ClientModel>(
      (over, { channel }) => stepPush(over, channelAt(over, channel).join, { type: "params_threw" }),
      { ...reached, steps: [] },
    );
}

/**
 * What is left when the page's program threw. A hook of the socket stands before those of the channels made
 * after it, and ends their loop; anything else has run to its end before the program went on.
 */
export function stopAtProgram(model: ClientModel): ClientModel {
  const inLoop = model.steps.every((step) => step.do === "open_hook" || step.do === "error_channel");
  return inLoop ? { ...model, steps: [] } : settle(model);
}
