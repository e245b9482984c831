/** Puts a chart, which comes as text, into the page. */

/**
 * The text is that of server/src/charts, in which everything that others wrote is escaped. It is read into a document of
 * its own, where nothing loads or runs, and only the drawing is taken from there. Undefined for an empty chart.
 */
export function chartElement(text: string): SVGSVGElement | undefined {
  const drawing = new DOMParser().parseFromString(text, 'text/html').querySelector('svg');
  return drawing ? document.adoptNode(drawing) : undefined;
}
