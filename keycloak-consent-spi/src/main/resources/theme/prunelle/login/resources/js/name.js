// Where the name was asked for first, Keycloak's page of the password labels a field that is not there.
document.addEventListener("DOMContentLoaded", () => {
  const name = document.getElementById("kc-attempted-username");
  const label = document.querySelector("label[for=username]");
  if (name && label && !document.getElementById("username")) {
    label.htmlFor = name.id;
  }
});
