// Brings whoever made a mistake to the list of what to fix.
export function focusSummary(root) {
  root.querySelector("[data-focus]")?.focus();
}
