import type { ApiCall } from "../event.ts";
import type { Story } from "./story.ts";
import { code } from "./words.ts";

/** A call that begins or ends something of the page's, or is told by what it leads to. */
export function callSentence(
  call: Exclude<ApiCall, { readonly name: "join" | "push" }>,
  page: string,
  story: Story,
): string {
  switch (call.name) {
    case "connect":
      return `${page} calls \`socket.connect()\`${story.hasEffect() ? "" : "; nothing happens, because the socket has a connection already"}.`;
    case "disconnect":
      return `${page} calls \`socket.disconnect()\`: the client closes its connection and will not come back by itself.`;
    case "channel":
      return `${page} makes a channel for ${code(call.topic)}; nothing is sent for that.`;
    case "leave":
      return `${page} leaves ${code(call.topic)}: for the client the channel is closed from this moment.`;
  }
}
