import { GOLDEN_SALT, GOLDEN_SECRET } from "../../apps/golden/application.ts";
import { isJsonObject, type JsonValue, sameJson } from "../../protocol/json.ts";
import { CLOSE, ERROR, JOIN, LEAVE, PHOENIX_TOPIC, REPLY } from "../../protocol/reserved.ts";
import { atom, textOf } from "../../server/term.ts";
import { verifyToken } from "../../server/token.ts";
import { parseUpgradeUrl } from "../../server/upgrade.ts";
import { type FrameView, viewOfReceived, viewOfSent } from "./frame-view.ts";
import type { Recording, ServerSign } from "./recording.ts";

/** A frame that may come at another place than in the recording: `moved` before or after `passed`. */
export type MovedFrame = { readonly moved: ServerSign; readonly passed: ServerSign };

/** What is known about one client when its recorded and its simulated frames part. */
export type Parting = {
  readonly recording: Recording;
  readonly client: string;
  /** The line of the recorded frame; of the last one before, if no more is recorded. */
  readonly line: number;
};

/**
 * An outcome that the real server leaves to chance (golden/FACTS.md, "Races seen between recordings"). Each
 * names exactly the frames it is about; every other frame must still match, and none is left out of sight.
 */
export type AcceptedRace = {
  readonly why: string;
  /** Whether the frame may change places with the other. */
  mayPass?(frames: MovedFrame, at: Parting): boolean;
  /** Whether the frame may be there or not. */
  mayLack?(sign: ServerSign, at: Parting): boolean;
  /** Whether one close may stand for the other. */
  mayReplace?(expected: ServerSign, came: ServerSign, at: Parting): boolean;
};

/** The events that the recorded channel intercepts (golden/app/video_channel.ex). */
const INTERCEPTED: ReadonlySet<JsonValue> = new Set<JsonValue>(["new_annotation_secret"]);
/** The event that the recorded channel broadcasts on a topic of others. */
const FROM_ELSEWHERE = "cross";
const PRESENCE_DIFF = "presence_diff";
const PRESENCE_STATE = "presence_state";
const UNMATCHED = { reason: "unmatched topic" };

export const ACCEPTED_RACES: readonly AcceptedRace[] = [
  {
    why: "at a graceful stop the web server may reach a joined socket before its channel's message does: 1000 for 1012",
    mayReplace: (expected, came, at) =>
      expected.is === "closed" &&
      came.is === "closed" &&
      expected.code === 1000 &&
      came.code === 1012 &&
      isStopping(at),
  },
  {
    why: "at a graceful stop every channel ends at once: what one broadcasts in terminate/2 may find its peers gone",
    mayLack(sign, at) {
      const view = messageIn(sign);
      return view?.joinRef === null && view.ref === null && isStopping(at);
    },
  },
  {
    why: "an intercepted broadcast goes through the channel process, a plain one past it: either may come first",
    mayPass({ moved, passed }) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      if (one === null || other === null || one.topic !== other.topic) return false;
      const [intercepted, plain] = INTERCEPTED.has(one.event) ? [one, other] : [other, one];
      return INTERCEPTED.has(intercepted.event) && plain.joinRef === null && plain.ref === null;
    },
  },
  {
    why: "a presence diff comes from the tracker's process; a reply, a presence state and an end from the channel's",
    mayPass({ moved, passed }, at) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      const [diff, rest] = one?.event === PRESENCE_DIFF ? [one, other] : [other, one];
      if (diff?.event !== PRESENCE_DIFF || rest === null || diff.topic !== rest.topic) return false;
      if (rest.event === PRESENCE_STATE || rest.event === CLOSE || rest.event === ERROR) return true;
      if (rest.event !== REPLY) return false;
      // The channel process tracks its user only after it has answered the join.
      const user = userOf(at);
      return !(isJoinReply(rest, at) && keysOf(diff, "joins").some((key) => key === user));
    },
  },
  {
    why: "two channels of one socket are two processes: what both have to say at the same time has no order",
    mayPass({ moved, passed }, at) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      if (one === null || other === null || one.topic === other.topic) return false;
      const areOfChannels = [one, other].every(
        (view) => !isOfSocket(view, at) && view.event !== FROM_ELSEWHERE,
      );
      return areOfChannels && cameTogether(one, other, at);
    },
  },
  {
    why: "the registry forgets a dead subscriber a moment later: a client may see its own leave in a presence diff",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view?.event !== PRESENCE_DIFF || keysOf(view, "joins").length > 0) return false;
      const left = keysOf(view, "leaves");
      if (left.length !== 1 || left[0] !== userOf(at)) return false;
      const joins = requestsOf(at).filter(({ event, topic }) => event === JOIN && topic === view.topic);
      return joins.length > 1 || hasEnded(view.topic, at);
    },
  },
  {
    why: "a leave with a join right behind it may be answered before the join shuts its process down, or not at all",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view?.event !== REPLY) return false;
      const sent = requestsOf(at);
      const leave = sent.findIndex(({ event, ref }) => event === LEAVE && ref === view.ref);
      const next = sent[leave + 1];
      return leave !== -1 && next?.event === JOIN && next.topic === view.topic;
    },
  },
  {
    why: "of several joins of one topic in one go, a replaced one may be closed among the replies or after them",
    mayPass({ moved, passed }, at) {
      const [one, other] = [messageIn(moved), messageIn(passed)];
      const [close, reply] = one?.event === CLOSE ? [one, other] : [other, one];
      if (close?.event !== CLOSE || reply?.event !== REPLY || close.topic !== reply.topic) return false;
      const joins = requestsOf(at).filter(({ event, topic }) => event === JOIN && topic === close.topic);
      const closed = joins.findIndex(({ joinRef }) => joinRef === close.joinRef);
      const replied = joins.findIndex(({ ref }) => ref === reply.ref);
      // The reply to the very join that replaced it always comes first.
      return closed !== -1 && replied > closed + 1;
    },
  },
  {
    why: "a push queued behind one that crashes the channel is lost in the dying process, or answered once it is gone",
    mayLack(sign, at) {
      const view = messageIn(sign);
      if (view === null || !isUnmatched(view)) return false;
      const push = at.recording.lines.find(
        ({ from, ...line }) =>
          from === "client" &&
          "act" in line &&
          line.act.is === "frame" &&
          viewOfSent(line.act.data)?.ref === view.ref,
      );
      const crash = at.recording.lines.find(
        (line) =>
          line.from === "server" &&
          line.client === at.client &&
          messageIn(line.sign)?.event === ERROR &&
          messageIn(line.sign)?.topic === view.topic,
      );
      return push !== undefined && crash !== undefined && push.line < crash.line;
    },
  },
];

function isStopping({ recording, line }: Parting): boolean {
  return recording.lines.some(
    (earlier) =>
      earlier.from === "control" &&
      earlier.act.is === "stop" &&
      earlier.act.how === "graceful" &&
      earlier.line < line,
  );
}

function messageIn(sign: ServerSign): FrameView | null {
  return sign.is === "frame" ? viewOfReceived(sign.data) : null;
}

/** Whether this client has been told that its channel of the topic is at an end. */
function hasEnded(topic: JsonValue, { recording, client, line }: Parting): boolean {
  return recording.lines.some((recorded) => {
    if (recorded.from !== "server" || recorded.client !== client || recorded.line > line) return false;
    const view = messageIn(recorded.sign);
    return view !== null && view.topic === topic && (view.event === CLOSE || view.event === ERROR);
  });
}

/** Whether the socket process writes this itself, in the order of what it reads. */
function isOfSocket(view: FrameView, at: Parting): boolean {
  return view.topic === PHOENIX_TOPIC || isJoinReply(view, at) || isUnmatched(view);
}

/** Whether the frame says that there is no channel of its topic. */
function isUnmatched({ event, payload }: FrameView): boolean {
  return event === REPLY && isJsonObject(payload) && sameJson(payload["response"] ?? null, UNMATCHED);
}

/** Whether the frame answers a join of this client. */
function isJoinReply({ event, ref, topic }: FrameView, at: Parting): boolean {
  return (
    event === REPLY && requestsOf(at).some((sent) => sent.event === JOIN && sameSlots(sent, { ref, topic }))
  );
}

function sameSlots(view: FrameView, { ref, topic }: Pick<FrameView, "ref" | "topic">): boolean {
  return sameJson(view.ref, ref) && sameJson(view.topic, topic);
}

/** Whether nobody did anything between the moments at which these two frames are recorded. */
function cameTogether(one: FrameView, other: FrameView, { recording, client, line }: Parting): boolean {
  const lineOf = (view: FrameView) =>
    recording.lines.find((recorded) => {
      if (recorded.from !== "server" || recorded.client !== client || recorded.line < line) return false;
      const candidate = messageIn(recorded.sign);
      return candidate !== null && candidate.event === view.event && sameSlots(candidate, view);
    })?.line;
  const [from, to] = [lineOf(one), lineOf(other)].sort((a = 0, b = 0) => a - b);
  if (from === undefined || to === undefined) return false;
  return !recording.lines.some(
    (recorded) =>
      recorded.line > from &&
      recorded.line < to &&
      (recorded.from === "client" || recorded.from === "control"),
  );
}

/** What the client has sent before, in order. */
function requestsOf({ recording, client, line }: Parting): readonly FrameView[] {
  const views: FrameView[] = [];
  for (const recorded of recording.lines) {
    if (recorded.from !== "client" || recorded.client !== client || recorded.line > line) continue;
    const view = recorded.act.is === "frame" ? viewOfSent(recorded.act.data) : null;
    if (view !== null) views.push(view);
  }
  return views;
}

function keysOf({ payload }: FrameView, part: "joins" | "leaves"): readonly string[] {
  const presences = isJsonObject(payload) ? (payload[part] ?? null) : null;
  return isJsonObject(presences) ? Object.keys(presences) : [];
}

/** Whom the client's token names. */
function userOf({ recording, client }: Parting): string | null {
  const open = recording.lines.find((line) => line.from === "client" && line.client === client);
  if (open?.from !== "client" || open.act.is !== "open") return null;
  const token = parseUpgradeUrl(open.act.url)?.params["token"];
  const options = { maxAge: atom("infinity"), nowMs: 0 };
  const verified = verifyToken(GOLDEN_SECRET, GOLDEN_SALT, token, options);
  return verified.is === "ok" ? textOf(verified.data) : null;
}
