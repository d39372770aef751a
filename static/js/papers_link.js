// The page of a paper's address: where the code carries a signature, the link to its check carries it on.

const link = document.getElementById("signature");
if (location.hash.includes("~")) {
  link.href += `#${encodeURIComponent(location.pathname + location.hash)}`;
}
