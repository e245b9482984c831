/** Takes files that are dropped on the page. The editor lets them through to a page while Shift is held. */

/** The editor's own list comes first: it has all that was dragged. */
const kinds = ['application/vnd.code.uri-list', 'text/uri-list'];
const maxAddresses = 1000;

export function takeDrops(take: (addresses: string[]) => void): void {
  const mark = (isOver: boolean): void => void document.body.classList.toggle('dropping', isOver);
  document.addEventListener('dragover', (event) => {
    if (event.dataTransfer === null || !kinds.some((kind) => event.dataTransfer?.types.includes(kind))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    mark(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    mark(false);
    const list = kinds.map((kind) => event.dataTransfer?.getData(kind) ?? '').find((text) => text !== '');
    if (list === undefined) return;
    event.preventDefault();
    // RFC 2483: an address a line, and comments.
    const addresses = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    take(addresses.slice(0, maxAddresses));
  });
}
