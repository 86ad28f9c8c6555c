/** Whether a close frame can carry the code (RFC 6455, 7.4: 1004 to 1006 and 1015 never travel). */
export function canTravel(code: number): boolean {
  return ![1004, 1005, 1006, 1015].includes(code);
}
