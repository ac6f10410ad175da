/** Leaves for another site. What waits for it never goes on; a page that the browser kept and shows again is loaded anew. */
export function leaveFor(address: string): Promise<never> {
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  location.assign(address);
  return new Promise(() => {});
}
