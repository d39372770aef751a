// This browser runs our modules: the grid, which nobody opens before another page, is sent to it as values
// that it fills in itself (static/js/grid/drawn.js), and to others as a form of half a megabyte.

const secure = location.protocol === "https:" ? "; secure" : "";
document.cookie = `fills_in_rows=1; path=/sales/; max-age=31536000; samesite=lax${secure}`;
