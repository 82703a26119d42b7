"""What the standard of publiccode.yml (core 0.5, https://yml.publiccode.tools) demands of a file: keys that must be there, lengths, words of
its lists. Written from the standard, because its validator is in no registry that we reach; on 30 November 2026 the file was also valid by the
JSON Schema 0.5.0 of teamdigitale/publiccode-json-schema: publiccode.py FILE"""
import re
import sys

try:
    import yaml
except ImportError:
    sys.exit(3)

REQUIRED = ["publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation"]
KNOWN = REQUIRED + ["applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "monochromeLogo", "inputTypes", "outputTypes",
                    "categories", "usedBy", "roadmap", "intendedAudience", "dependsOn", "organisation", "fundedBy", "IT"]
STATUS = ["concept", "development", "beta", "stable", "obsolete"]
TYPES = ["standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend", "standalone/other", "addon", "library",
         "configurationFiles"]
DESCRIBED = ["localisedName", "genericName", "shortDescription", "longDescription", "documentation", "apiDocumentation", "features", "screenshots", "videos",
             "awards"]
CATEGORIES = {"accounting", "budgeting", "collaboration", "data-analytics", "financial-reporting", "grant-management", "regulations-and-directives"}
SCOPES = {"agriculture", "culture", "defence", "education", "emergency-services", "employment", "energy", "environment", "finance-and-economic-development",
          "foreign-affairs", "government", "healthcare", "infrastructures", "justice", "local-authorities", "manufacturing", "research",
          "science-and-technology", "security", "society", "sport", "tourism", "transportation", "welfare"}
LICENCES = {"MIT", "Apache-2.0"}
faults = []


def demand(holds, why):
    if not holds:
        faults.append(why)


def url(text):
    return isinstance(text, str) and re.fullmatch(r"https?://[^\s/]+\.[^\s]+", text)


def main(path):
    with open(path, encoding="utf-8") as file:
        page = yaml.safe_load(file)
    for key in REQUIRED:
        demand(key in page, f"{key} is missing")
    for key in page:
        demand(key in KNOWN, f"{key} is no key of the standard")
    if faults:
        return
    demand(re.fullmatch(r"0\.5(\.\d+)?", page["publiccodeYmlVersion"]), "publiccodeYmlVersion is not 0.5, as a text")
    demand(url(page["url"]), "url is no address")
    demand(page["developmentStatus"] in STATUS, f"developmentStatus is none of {STATUS}")
    demand(page["softwareType"] in TYPES, f"softwareType is none of {TYPES}")
    demand(page["platforms"] and all(isinstance(one, str) for one in page["platforms"]), "platforms is no list of texts")
    for one in page.get("categories", []):
        demand(one in CATEGORIES, f"categories: {one} is not one of those that were looked up in the standard's list")
    for one in page.get("intendedAudience", {}).get("countries", []):
        demand(re.fullmatch("[A-Z]{2}", one), f"countries: {one} has not two capitals")
    for one in page.get("intendedAudience", {}).get("scope", []):
        demand(one in SCOPES, f"scope: {one} is not one of those that were looked up in the standard's list")
    for kind in ("inputTypes", "outputTypes"):
        for one in page.get(kind, []):
            demand(re.fullmatch(r"[a-z]+/[A-Za-z0-9.+-]+", one), f"{kind}: {one} is no media type")
    for language, words in page["description"].items():
        place = f"description.{language}"
        demand(re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]+)*", language), f"{place} is no language of BCP 47")
        for key in words:
            demand(key in DESCRIBED, f"{place}.{key} is no key of the standard")
        short, long = words.get("shortDescription", ""), words.get("longDescription", "")
        demand(1 <= len(short.strip()) <= 150, f"{place}.shortDescription has {len(short)} characters of at most 150")
        demand(150 <= len(long) <= 10_000, f"{place}.longDescription has {len(long)} characters of 150 to 10,000")
        demand(len(words.get("genericName", "")) <= 35, f"{place}.genericName has more than 35 characters")
        demand(words.get("features") and all(len(one) <= 100 for one in words["features"]), f"{place}.features: at least one, none over 100 characters")
        for key in ("documentation", "apiDocumentation"):
            demand(key not in words or url(words[key]), f"{place}.{key} is no address")
    parts = re.split(r" (?:OR|AND|WITH) ", page["legal"].get("license", ""))
    demand(set(parts) <= LICENCES, f"legal.license: {parts} are not the licences of Cargo.toml")
    kind = page["maintenance"].get("type")
    demand(kind in ("internal", "contract", "community", "none"), "maintenance.type is none of the standard's")
    if kind in ("internal", "community"):
        contacts = page["maintenance"].get("contacts", [])
        demand(contacts and all(one.get("name") for one in contacts), "maintenance.contacts: at least one with a name")
    demand(isinstance(page["localisation"].get("localisationReady"), bool), "localisation.localisationReady is no boolean")
    demand(set(page["localisation"].get("availableLanguages", [])) == set(page["description"]), "availableLanguages are not those of description")
    if not faults:
        print("publiccode.yml: what the standard demands is there (checked by a script of ours, not by the standard's validator)")


if __name__ == "__main__":
    main(sys.argv[1])
    sys.exit("\n".join(faults) if faults else 0)
