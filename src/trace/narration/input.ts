import type { Input } from "../input.ts";
import type { Story } from "./story.ts";
import { code, duration, quote } from "./words.ts";

/** What the script or the reader did to the world. */
export function inputSentence(input: Input, story: Story): string {
  const who = "client" in input ? story.name(input.client) : "";
  switch (input.kind) {
    case "open_page":
      return `${who} opens the page, and its program begins to run.`;
    case "disconnect":
      return `${who}'s page is told to disconnect.`;
    case "connect":
      return `${who}'s page is told to connect.`;
    case "annotate":
      return `${who} writes an annotation: ${quote(input.body)}.`;
    case "push":
      return `${who}'s page is told to push ${code(input.event)} to ${code(input.topic)}.`;
    case "join":
      return `${who}'s page is told to join ${code(input.topic)}.`;
    case "press":
      return `${who} presses “${input.button}”${input.text === "" ? "" : ` with ${quote(input.text)}`}.`;
    case "leave":
      return `${who}'s page is told to leave ${code(input.topic)}.`;
    case "pull_cable":
      return `${who}'s cable is pulled out.`;
    case "plug_cable":
      return `${who}'s cable goes back in.`;
    case "silence_link":
      return `Somewhere between ${who} and the server, packets begin to vanish.`;
    case "restore_link":
      return `The way between ${who} and the server is free again.`;
    case "reset_link":
      return `Something between ${who} and the server resets the connection, and both ends are told.`;
    case "close_connection":
      return `A proxy between ${who} and the server closes the connection with code ${input.code}.`;
    case "restart_server":
      return input.how === "kill"
        ? `The server is killed (SIGKILL) and will be started again after ${duration(input.downMs)}.`
        : `The server is restarted, as by a deploy: it will be away for ${duration(input.downMs)}.`;
    case "stop_server":
      return input.how === "kill"
        ? "The server is killed (SIGKILL)."
        : "The server is asked to stop in good order (SIGTERM).";
    case "start_server":
      return "Somebody starts the server.";
    case "crash_channel":
      return `${who}'s channel process on ${code(input.topic)} is made to crash, as a bug in a callback would do.`;
    case "broadcast":
      return `Another part of the server calls \`Endpoint.broadcast/3\` with ${code(input.event)} on ${code(input.topic)}.`;
    case "hide_page":
      return `${who} turns to another tab.`;
    case "show_page":
      return `${who} comes back to the page.`;
    case "leave_page":
      return `${who} follows a link to another page; the browser keeps this one, to come back to.`;
    case "return_to_page":
      return `${who} presses the browser's back button, and the kept page returns.`;
    case "close_laptop":
      return `${who} closes the laptop: nothing on it runs now, and nothing answers for it.`;
    case "open_laptop":
      return `${who} opens the laptop again, and everything on it goes on.`;
  }
}
