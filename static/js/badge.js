// The number on the app's icon: the notices nobody has looked at. One whose page is open has been looked at.
export function lookAfterBadge() {
  const look = () => document.visibilityState === "visible" && countUnseen().catch(() => {});
  document.addEventListener("visibilitychange", look);
  look();
}

async function countUnseen() {
  const worker = await navigator.serviceWorker?.getRegistration();
  const notices = (await worker?.getNotifications?.()) ?? [];
  const isHere = ({ data }) => data?.navigate && new URL(data.navigate, location.origin).pathname === location.pathname;
  for (const seen of notices.filter(isHere)) seen.close();
  const { length } = notices.filter((one) => !one.silent && !isHere(one));
  await (length ? navigator.setAppBadge?.(length) : navigator.clearAppBadge?.());
}
