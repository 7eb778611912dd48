/** The looks, as a constructed sheet, so that a page's strict Content-Security-Policy stands. */
export const styles = new CSSStyleSheet();

// Awaited, so that nothing is shown before it has its looks.
const response = await fetch(new URL('./support-widget.css', import.meta.url));
if (!response.ok) throw new Error(`support-widget.css: ${response.status}`);
styles.replaceSync(await response.text());
