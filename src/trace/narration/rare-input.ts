import type { ClientId } from "../ids.ts";
import type { Input } from "../input.ts";
import type { LinkProfile } from "../link-profile.ts";
import type { PageInput } from "./input.ts";
import type { Story, Told } from "./story.ts";
import { capital, code, duration, longDuration, serverOf } from "./words.ts";

/** What somebody did, for whatever `input.ts` does not tell itself. */
export function rareInput(input: Exclude<Input, PageInput>, story: Story): string {
  const who = "client" in input ? story.name(input.client) : "";
  switch (input.kind) {
    case "add_viewer":
      return `${who} comes, and opens the page${identityWords(input)}`;
    case "add_tab":
      return `${story.name(input.of)} opens the page once more, in another window of the same browser`;
    case "close_page":
      return story.hasEffect()
        ? `${who} closes the tab: the page goes, and with it its client, its timers and what it has not sent`
        : `${who} is to close the tab`;
    case "disconnect":
      return `${who}'s page is told to disconnect`;
    case "connect":
      return `${who}'s page is told to connect`;
    case "push":
      return `${who}'s page is told to push ${code(input.event)} to ${code(input.topic)}`;
    case "join":
      return `${who}'s page is told to join ${code(input.topic)}`;
    case "leave":
      return `${who}'s page is told to leave ${code(input.topic)}`;
    case "pull_cable":
      return `Somebody reaches for ${who}'s cable`;
    case "plug_cable":
      return `${who}'s cable is to be plugged in`;
    case "silence_link":
      return `${who}'s link is to go silent`;
    case "restore_link":
      return `The silence on ${who}'s link is to end`;
    case "change_link":
      return story.hasEffect()
        ? `From now on what is sent on ${who}'s link takes ${linkWords(input.link)}; TCP keeps it in order, and loses none of it`
        : `${who}'s link is to take ${linkWords(input.link)}`;
    case "reset_link":
      return hasConnection(input.client, story)
        ? `Something between ${who} and the server resets the connection, and both ends are told`
        : `Something on the way resets what the server still has of ${who}'s connection`;
    case "close_connection":
      return `A proxy between ${who} and the server closes the connection with code ${input.code}`;
    case "restart_server":
      return `${capital(serverOf(input.node))} is to be ${restartWords(input)}`;
    case "stop_server":
      return input.how === "kill"
        ? `${capital(serverOf(input.node))} is to be killed (SIGKILL)`
        : `${capital(serverOf(input.node))} is to stop (SIGTERM)`;
    case "start_server":
      return `${capital(serverOf(input.node))} is to be started`;
    case "netsplit":
      return "The network between the nodes is to break";
    case "heal":
      return "The network between the nodes is to be whole again";
    case "advance_clock":
      return story.hasEffect()
        ? `The server's clock is put ahead by ${longDuration(input.byMs)}: every token is so much older, and no open connection notices`
        : `The server's clock is to be put ahead by ${longDuration(input.byMs)}`;
    case "crash_channel":
      return story.hasEffect()
        ? `A bug strikes ${who}'s channel process on ${code(input.topic)}: a message comes whose handling will raise an exception`
        : `${who}'s channel process on ${code(input.topic)} is to crash`;
    case "broadcast":
      return `Another part of ${serverOf(input.node)} calls \`Endpoint.broadcast/3\` with ${code(input.event)} on ${code(input.topic)}`;
    case "hide_page":
      return `${who} turns to another tab`;
    case "show_page":
      return `${who} looks at the page`;
    case "leave_page":
      return `${who} follows a link to another page; the browser keeps this one, to come back to`;
    case "return_to_page":
      return `${who} presses the browser's back button, and the kept page returns`;
    case "close_laptop":
      return `${who} closes the laptop: nothing on it runs now, and nothing answers for it`;
    case "open_laptop":
      return `${who} opens the laptop again, and everything on it goes on`;
  }
}

function identityWords({ client, user, token }: Extract<Input, { kind: "add_viewer" }>): string {
  const name = user === client ? "" : ` as the user ${code(user)}`;
  switch (token.is) {
    case "signed":
      return token.ageSeconds === 0
        ? name
        : `${name}, with a token that is ${longDuration(token.ageSeconds * 1000)} old`;
    case "forged":
      return `${name}, with a token that is signed with another secret`;
    case "missing":
      return `${name}, without a token`;
  }
}

function restartWords({ how, downMs, secret }: Extract<Input, { kind: "restart_server" }>): string {
  const anew = secret === undefined ? "" : " with another `secret_key_base`";
  return how === "kill"
    ? `killed (SIGKILL) and started again${anew} after ${duration(downMs)}`
    : `restarted${anew} and away for ${duration(downMs)}`;
}

/** What an input tells of itself, where somebody asks after the event beside it. */
export function settingSentence(
  event: Told<"link_profile_changed" | "clock_advanced">,
  story: Story,
): string {
  switch (event.kind) {
    // Whatever the link is like, TCP keeps the order and loses nothing.
    case "link_profile_changed":
      return `Whatever is sent on ${story.name(event.client)}'s link from now on takes ${linkWords(event.profile)}; TCP keeps it in order, and loses none of it.`;
    // Who is connected stays so: a token is looked at in `connect/3` alone.
    case "clock_advanced":
      return `The server's clock is ${longDuration(event.byMs)} ahead: to \`Phoenix.Token.verify/4\` every token is so much older, and no open connection notices.`;
  }
}

/** Whether the client's browser has a connection, or tries to make one. */
function hasConnection(client: ClientId, story: Story): boolean {
  const opening = story.before("connection_opening", (event) => event.client === client)?.seq ?? -1;
  const closed = story.before("connection_closed", (event) => event.client === client)?.seq ?? -1;
  return opening > Math.max(closed, story.pageSince(client));
}

/** `40 ms one way`, `300 ms and up to 200 ms more one way, at 20,000 bytes a second`. */
function linkWords({ latencyMs, jitterMs, bytesPerSecond }: LinkProfile): string {
  const jitter = jitterMs === 0 ? "" : ` and up to ${duration(jitterMs)} more`;
  const rate = bytesPerSecond === null ? "" : `, at ${thousands(bytesPerSecond)} bytes a second`;
  return `${duration(latencyMs)}${jitter} one way${rate}`;
}

/** `20,000`, the same everywhere: the machine's language is not asked. */
function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
