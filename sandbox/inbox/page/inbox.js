// Refreshes the list when a message arrives. The page works without scripts, too.
const list = () => document.querySelector('#list');

async function refresh() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const focused = list().contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  list().replaceChildren(...page.querySelector('#list').childNodes);
  if (focused)
    list()
      .querySelector(`a[href="${CSS.escape(focused)}"]`)
      ?.focus();
  const hint = document.querySelector('.hint');
  const other = page.querySelector('.hint');
  if (hint && other) hint.replaceWith(other);
}

function follow(address, event) {
  new EventSource(address).addEventListener(event, async () => {
    await refresh();
    document.querySelector('#news').textContent = 'A new message has arrived.';
  });
}

follow('/mails/stream', 'mail');
follow('/messages/stream', 'message');

const empty = document.querySelector('#empty');
empty.hidden = false;
empty.addEventListener('click', async () => {
  if (!confirm('Forget all messages of the sandbox?')) return;
  await Promise.all(['/mails', '/messages'].map((path) => fetch(path, { method: 'DELETE' })));
  location.assign('/inbox');
});

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Copied';
  });
}
