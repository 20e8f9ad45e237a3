// What the editor completes: the prefixes of the service, and the terms of its vocabulary. The editor's own lists of
// prefixes and its calls to other servers are not used.

const BESIDES = {
  property: ["rdf:type", "rdfs:label", "skos:altLabel", "skos:broader", "skos:prefLabel", "dcterms:title", "owl:sameAs", "geo:lat", "geo:long"],
  class: ["skos:Concept"],
};
const KINDS = {
  ObjectProperty: "property",
  DatatypeProperty: "property",
  Class: "class",
};

const written = (prefixes) => Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);

const whole = (name, prefixes) => {
  const [prefix, local] = name.split(":");
  return prefixes[prefix] + local;
};

/** The terms of the vocabulary by kind, "property", "class" or "concept", asked for once and only when needed. */
function vocabulary(address, prefixes) {
  let asked;
  return (kind) => {
    asked ??= fetch(address, { headers: { Accept: "application/sparql-results+json" } })
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .then(({ results }) => {
        const terms = { property: new Set(), class: new Set(), concept: new Set() };
        for (const { term, kind: of } of results.bindings) {
          terms[KINDS[of.value.split("#")[1]] ?? "concept"].add(term.value);
        }
        for (const [name, more] of Object.entries(BESIDES)) more.forEach((one) => terms[name].add(whole(one, prefixes)));
        return terms;
      });
    return asked.then((terms) => [...terms[kind]].sort());
  };
}

/** Puts our completers in the place of those that YASQE comes with. */
export function complete(Yasqe, address, prefixes) {
  const terms = vocabulary(address, prefixes);
  const offered = (kind) => async (_, token) => {
    const begun = (token?.autocompletionString ?? "").toLowerCase();
    return (await terms(kind)).filter((iri) => iri.toLowerCase().startsWith(begun));
  };
  const { property, class: classes } = Yasqe.Autocompleters;
  const concept = {
    ...classes,
    name: "concept",
    get: offered("concept"),
    // The object of a property that is no type: an event type, a status, a context.
    isValidCompletionPosition(yasqe) {
      const token = yasqe.getCompleteToken();
      return /^(plover|leg):/.test(token.string) && !property.isValidCompletionPosition(yasqe)
        && !classes.isValidCompletionPosition(yasqe);
    },
  };
  // The list of prefixes is short, and stays out of the browser's storage.
  Yasqe.registerAutocompleter({ ...Yasqe.Autocompleters.prefixes, persistenceId: null, get: async () => written(prefixes).sort() });
  Yasqe.registerAutocompleter({ ...property, autoShow: false, get: offered("property") });
  Yasqe.registerAutocompleter({ ...classes, autoShow: false, get: offered("class") });
  Yasqe.registerAutocompleter(concept);
}
