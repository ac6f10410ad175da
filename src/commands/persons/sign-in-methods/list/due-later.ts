/** Which rows of sign-in methods still sign in: one that was reported lost does until its removal is due. */
export function dueLater(now: Date) {
  return { $or: [{ dueAt: null }, { dueAt: { $gt: now } }] };
}
