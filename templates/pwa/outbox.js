// A form that could not be sent: the page for no signal, which leads back to the form.
async function submit({ request }) {
  return fetch(request).catch(() => offline(request));
}
