import { type RunLink, type RunLinkView, type WrittenLink, writeRunLink } from "../../schemas/run-link.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import { traceDigest } from "../../schemas/trace-digest.ts";
import type { RunView } from "../../simulation/simulator-api.ts";
import type { Session } from "../simulator/session.ts";
import { HASH } from "./run-hash.ts";

/** Why what the site plays cannot be this run; null when it can. */
export function otherServer(session: Session, scenario: Scenario): string | null {
  if (session.own?.code !== undefined)
    return "This run is of code that was changed; what is saved here would not have it.";
  return otherVariant(session, scenario);
}

function otherVariant({ run }: Session, scenario: Scenario): string | null {
  if (scenario.variants.some(({ id }) => id === run.variant)) return null;
  return "This run has the server that you chose in an exercise; what is shared here would not have it.";
}

/** The link to the moment that is shown, as the hash of an address; or why there is none. */
export function linkTo(session: Session, scenario: Scenario, view: RunLinkView): WrittenLink {
  const { run, at, own } = session;
  const other = otherVariant(session, scenario);
  if (other !== null) return { ok: false, message: other };
  const link: RunLink = {
    scenario: scenario.id,
    variant: run.variant,
    seed: run.seed,
    inputs: own === null ? null : run.inputs,
    tookOverMs: own?.fromMs ?? null,
    untilMs: run.events.at(-1)?.timeMs ?? 0,
    seq: at.seq,
    view,
    digest: digestOf(run),
    code: own?.code ?? [],
  };
  const written = writeRunLink(link);
  return written.ok ? { ok: true, text: `${HASH}${written.text}` } : written;
}

const digests = new WeakMap<RunView["events"], string>();

/** A run is long, and read through once: its events are the same list from step to step. */
function digestOf({ events }: RunView): string {
  const known = digests.get(events);
  if (known !== undefined) return known;
  const digest = traceDigest(events);
  digests.set(events, digest);
  return digest;
}

/** What to tell of a run that a link has brought; null when it is the very run that it was made of. */
export function differenceOf(link: RunLink, run: RunView): string | null {
  if (digestOf(run) === link.digest) return null;
  return "The site has changed since this link was made, so this run is not the same any more: the same was done, and what came of it is what would come of it today.";
}
