/** A small valid scenario file, with the lines that a test is about added at its end. */
export function scenarioText(...lines: readonly string[]): string {
  return `${HEAD}${lines.join("\n")}\n`;
}

const HEAD = `id: two-viewers
title: Two viewers
duration: 10s
clients:
  - id: ada
  - id: ben
variants:
  - { id: none, label: Nothing, page: live-only, server: [user_socket, video_channel_live_only] }
  - { id: right, label: Right, page: contiguous, server: [user_socket, video_channel_query_after_join] }
`;
