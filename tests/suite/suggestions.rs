//! What is suggested for a reference that leads nowhere: broken and intended pairs, and the scores that hold.
//!
//! A repair is offered as a fix only where it is certain; else what may have been meant is named, three at most, and
//! where nobody could know it, nothing is.

use primer::diagnostic::{Code, Diagnostic};

use crate::builder::Primer;

const CONFIG: &str = "[site]\ntitle = \"Guide\"\nbase_url = \"https://example.org/guide/\"\n\n\
    [collections.terms]\n[collections.process]\n[collections.it]\n[collections.\"field notes\"]\nfolder = \"field notes\"\n";

/// The entries by their files below `content/`, with their titles and more lines of front matter.
const ENTRIES: &[(&str, &str, &str)] = &[
    ("terms/_index.md", "Terms", ""),
    ("process/_index.md", "Process", ""),
    ("about.md", "About", ""),
    (
        "terms/crema.md",
        "Crema",
        "category: Drinks\ntags: [coffee]",
    ),
    (
        "terms/cold-brew.md",
        "Cold brew",
        "tags: [coffee]\ndate: 2026-01-31",
    ),
    ("terms/flat-white.md", "Flat white", ""),
    ("terms/portafilter.md", "Portafilter", ""),
    ("terms/service-mesh.md", "Service mesh", ""),
    ("terms/service-proxy.md", "Service proxy", ""),
    ("terms/service-discovery.md", "Service discovery", ""),
    ("terms/microservices.md", "Microservices", ""),
    (
        "terms/mutual-transport-layer-security.md",
        "Mutual Transport Layer Security",
        "",
    ),
    ("terms/load-balancer.md", "Load balancer", ""),
    ("terms/data-center.md", "Data center", ""),
    ("it/data-center.md", "Centro dati", ""),
    ("it/macchina-virtuale.md", "Macchina virtuale", ""),
    (
        "terms/virtual-machine.md",
        "Virtual machine",
        "aliases: [/terms/virtual-server]",
    ),
    ("terms/container-image.md", "Container image", ""),
    (
        "terms/container-orchestration.md",
        "Container orchestration",
        "",
    ),
    ("terms/kubernetes.md", "Kubernetes", ""),
    ("terms/api-gateway.md", "API gateway", ""),
    (
        "terms/application-programming-interface.md",
        "Application programming interface",
        "",
    ),
    ("terms/distributed-systems.md", "Distributed systems", ""),
    ("terms/horizontal-scaling.md", "Horizontal scaling", ""),
    ("terms/vertical-scaling.md", "Vertical scaling", ""),
    ("terms/high-availability.md", "High availability", ""),
    (
        "terms/infrastructure-as-code.md",
        "Infrastructure as code",
        "",
    ),
    (
        "terms/continuous-integration.md",
        "Continuous integration",
        "",
    ),
    ("terms/continuous-delivery.md", "Continuous delivery", ""),
    (
        "terms/continuous-deployment.md",
        "Continuous deployment",
        "",
    ),
    (
        "terms/zero-trust-architecture.md",
        "Zero trust architecture",
        "",
    ),
    (
        "terms/role-based-access-control.md",
        "Role-based access control",
        "",
    ),
    ("terms/rag.md", "RAG", ""),
    ("terms/authentication.md", "Authentication", ""),
    ("terms/internationalization.md", "Internationalization", ""),
    ("terms/motion-to-dismiss.md", "Motion to dismiss", ""),
    ("terms/motion-in-limine.md", "Motion in limine", ""),
    ("terms/summary-judgment.md", "Summary judgment", ""),
    ("terms/default-judgment.md", "Default judgment", ""),
    ("terms/heck-doctrine.md", "Heck doctrine", ""),
    ("terms/first-amendment.md", "First Amendment", ""),
    ("terms/fourth-amendment.md", "Fourth Amendment", ""),
    ("terms/section-1983.md", "Section 1983", ""),
    ("terms/rule-12.md", "Rule 12", ""),
    (
        "terms/burden-of-proof.md",
        "Burden of proof",
        "aliases: [Onus probandi]",
    ),
    (
        "terms/statute-of-limitations.md",
        "Statute of limitations",
        "",
    ),
    (
        "terms/freedom-of-information-act.md",
        "Freedom of Information Act",
        "",
    ),
    (
        "terms/federal-rules-of-civil-procedure.md",
        "Federal Rules of Civil Procedure",
        "",
    ),
    (
        "terms/requests-for-production.md",
        "Requests for production",
        "",
    ),
    ("terms/interrogatories.md", "Interrogatories", ""),
    ("terms/excessive-force.md", "Excessive force", ""),
    ("terms/monell-liability.md", "Monell liability", ""),
    (
        "terms/supervisory-liability.md",
        "Supervisory liability",
        "",
    ),
    ("terms/body-camera-footage.md", "Body camera footage", ""),
    ("terms/ubermassverbot.md", "Übermaßverbot", ""),
    ("terms/причинность.md", "Причинность", ""),
    ("terms/бремя-доказывания.md", "Бремя доказывания", ""),
    ("terms/αιτιότητα.md", "Αιτιότητα", ""),
    ("terms/因果关系.md", "因果关系", ""),
    ("process/filing.md", "Filing", ""),
    ("process/service-of-process.md", "Service of process", ""),
    ("process/appeal.md", "Appeal", ""),
    ("field notes/lobster.md", "Lobster", ""),
];

const HEADINGS: &str = "\n## How long you have\n\n## What to write {#contents}\n\n## Fees\n\n\
    ## Übermaß der Strafe\n\n## Сроки подачи\n\n## 提交期限\n\n## Προθεσμίες\n\n## Step one\n\n## Step two\n";

const FILES: &[&str] = &[
    "content/terms/crema.png",
    "static/forms/fee-waiver.pdf",
    "static/forms/summons.pdf",
    "static/images/court-house.png",
    "static/images/logo.svg",
    "static/images/logo.png",
    "static/howto-05.png",
];

/// The file that the reference stands in, the broken reference, and the intended one.
type Pair = (&'static str, &'static str, &'static str);

const CREMA: &str = "terms/crema.md";
const FILING: &str = "process/filing.md";
const RELATED: &str = "related";

/// What a person who knows the site would write.
const KNOWN: &[(&str, &[Pair])] = &[
    (
        "spelling",
        &[
            (
                CREMA,
                "[x](/terms/motion-to-dismis)",
                "[x](/terms/motion-to-dismiss)",
            ),
            (CREMA, "[x](/terms/kuberntes/)", "[x](/terms/kubernetes)"),
            (CREMA, "[x](cold-bew.md)", "[x](/terms/cold-brew)"),
            (CREMA, "[x](../process/apeal.md)", "[x](/process/appeal)"),
            (CREMA, "[[Porta filter]]", "[[Portafilter]]"),
            (CREMA, "[[Sumary judgement]]", "[[Summary judgment]]"),
            (
                CREMA,
                "[x](/terms/interogatories)",
                "[x](/terms/interrogatories)",
            ),
            (
                CREMA,
                "[x](/terms/micro-services)",
                "[x](/terms/microservices)",
            ),
            (
                CREMA,
                "[x](/terms/loadbalancer)",
                "[x](/terms/load-balancer)",
            ),
            (
                CREMA,
                "[x](/terms/bodycamera-footage)",
                "[x](/terms/body-camera-footage)",
            ),
            (CREMA, "[x](/terms/api_gatway)", "[x](/terms/api-gateway)"),
            (
                FILING,
                "[x](https://example.org/guide/terms/cremma)",
                "[x](https://example.org/guide/terms/crema)",
            ),
            (RELATED, "motion-too-dismiss", "motion-to-dismiss"),
            (RELATED, "Flat wihte", "flat-white"),
            (
                FILING,
                "<a href=\"/terms/flat-whit\">x</a>",
                "<a href=\"/terms/flat-white\">x</a>",
            ),
        ],
    ),
    (
        "plural",
        &[
            (
                CREMA,
                "[x](/terms/service-meshes)",
                "[x](/terms/service-mesh)",
            ),
            (
                CREMA,
                "[x](/terms/interrogatory)",
                "[x](/terms/interrogatories)",
            ),
            (
                CREMA,
                "[x](/terms/request-for-production)",
                "[x](/terms/requests-for-production)",
            ),
            (
                CREMA,
                "[x](/terms/load-balancers)",
                "[x](/terms/load-balancer)",
            ),
            (CREMA, "[[Service proxies]]", "[[Service proxy]]"),
            (CREMA, "[[Burdens of proof]]", "[[Burden of proof]]"),
            (
                CREMA,
                "[x](/terms/distributed-system)",
                "[x](/terms/distributed-systems)",
            ),
            (RELATED, "virtual-machines", "virtual-machine"),
            (RELATED, "default-judgments", "default-judgment"),
        ],
    ),
    (
        "order",
        &[
            (
                CREMA,
                "[x](/terms/dismiss-motion)",
                "[x](/terms/motion-to-dismiss)",
            ),
            (
                CREMA,
                "[x](/terms/proof-burden)",
                "[x](/terms/burden-of-proof)",
            ),
            (
                CREMA,
                "[[Limitations, statute of]]",
                "[[Statute of limitations]]",
            ),
            (CREMA, "[[Mesh service]]", "[[Service mesh]]"),
            (
                CREMA,
                "[x](/terms/judgment-summary)",
                "[x](/terms/summary-judgment)",
            ),
            (RELATED, "limine-motion", "motion-in-limine"),
            (RELATED, "scaling-horizontal", "horizontal-scaling"),
        ],
    ),
    (
        "common words",
        &[
            (
                CREMA,
                "[x](/terms/the-burden-of-proof)",
                "[x](/terms/burden-of-proof)",
            ),
            (
                CREMA,
                "[x](/terms/statute-limitations)",
                "[x](/terms/statute-of-limitations)",
            ),
            (
                CREMA,
                "[x](/terms/infrastructure-code)",
                "[x](/terms/infrastructure-as-code)",
            ),
            (
                CREMA,
                "[[The Freedom of Information Act]]",
                "[[Freedom of Information Act]]",
            ),
            (
                RELATED,
                "federal-rules-civil-procedure",
                "federal-rules-of-civil-procedure",
            ),
        ],
    ),
    (
        "abbreviation",
        &[
            (
                CREMA,
                "[x](/terms/rbac)",
                "[x](/terms/role-based-access-control)",
            ),
            (
                CREMA,
                "[x](/terms/api)",
                "[x](/terms/application-programming-interface)",
            ),
            (
                CREMA,
                "[x](/terms/iac)",
                "[x](/terms/infrastructure-as-code)",
            ),
            (CREMA, "[[FOIA]]", "[[Freedom of Information Act]]"),
            (CREMA, "[[FRCP]]", "[[Federal Rules of Civil Procedure]]"),
            (CREMA, "[[mTLS]]", "[[Mutual Transport Layer Security]]"),
            (
                CREMA,
                "[x](/terms/mutual-tls)",
                "[x](/terms/mutual-transport-layer-security)",
            ),
            (CREMA, "[x](/terms/vm)", "[x](/terms/virtual-machine)"),
            (CREMA, "[[K8s]]", "[[Kubernetes]]"),
            (
                CREMA,
                "[x](/terms/i18n)",
                "[x](/terms/internationalization)",
            ),
            (CREMA, "[x](/terms/auth)", "[x](/terms/authentication)"),
            (
                CREMA,
                "[x](/terms/ci)",
                "[x](/terms/continuous-integration)",
            ),
            (CREMA, "[x](/terms/cd)", "[x](/terms/continuous-delivery)"),
            (CREMA, "[[Retrieval-augmented generation]]", "[[RAG]]"),
            (RELATED, "freedom-of-info-act", "freedom-of-information-act"),
        ],
    ),
    (
        "narrower to broader",
        &[
            (
                CREMA,
                "[x](/terms/excessive-force-claim)",
                "[x](/terms/excessive-force)",
            ),
            (
                CREMA,
                "[x](/terms/monell-liability-claim)",
                "[x](/terms/monell-liability)",
            ),
            (
                CREMA,
                "[x](/terms/cold-brew-coffee)",
                "[x](/terms/cold-brew)",
            ),
            (
                CREMA,
                "[x](/terms/kubernetes-cluster)",
                "[x](/terms/kubernetes)",
            ),
            (CREMA, "[[Section 1983 action]]", "[[Section 1983]]"),
            (
                RELATED,
                "zero-trust-architecture-model",
                "zero-trust-architecture",
            ),
        ],
    ),
    (
        "one of a few",
        &[
            (CREMA, "[x](/terms/heck-bar)", "[x](/terms/heck-doctrine)"),
            (CREMA, "[x](/terms/monell)", "[x](/terms/monell-liability)"),
            (CREMA, "[x](/terms/limine)", "[x](/terms/motion-in-limine)"),
            (
                CREMA,
                "[x](/terms/zero-trust)",
                "[x](/terms/zero-trust-architecture)",
            ),
            (
                CREMA,
                "[x](/terms/load-balancing)",
                "[x](/terms/load-balancer)",
            ),
            (
                CREMA,
                "[x](/terms/highly-available)",
                "[x](/terms/high-availability)",
            ),
            (
                CREMA,
                "[x](/terms/bodycam-footage)",
                "[x](/terms/body-camera-footage)",
            ),
            (CREMA, "[[Camera footage]]", "[[Body camera footage]]"),
            (
                CREMA,
                "[[Container orchestrator]]",
                "[[Container orchestration]]",
            ),
            (
                CREMA,
                "[x](/terms/scaling)",
                "[x](/terms/horizontal-scaling)",
            ),
        ],
    ),
    (
        "old names",
        &[
            (
                CREMA,
                "[x](/terms/virtual-servers)",
                "[x](/terms/virtual-machine)",
            ),
            (
                CREMA,
                "[x](/terms/virtualserver)",
                "[x](/terms/virtual-machine)",
            ),
            (CREMA, "[[Onus probandy]]", "[[Burden of proof]]"),
            (
                CREMA,
                "[x](/terms/onus-probandi-rule)",
                "[x](/terms/burden-of-proof)",
            ),
        ],
    ),
    (
        "other folders",
        &[
            (
                CREMA,
                "[x](/process/portafilter)",
                "[x](/terms/portafilter)",
            ),
            (CREMA, "[x](/glossary/flat-white)", "[x](/terms/flat-white)"),
            (CREMA, "[x](/flat-white/)", "[x](/terms/flat-white)"),
            (CREMA, "[x](appeal.md)", "[x](/process/appeal)"),
            (CREMA, "[x](../terms/appeal.md)", "[x](/process/appeal)"),
            (FILING, "[[process/Crema]]", "[[Crema]]"),
            (FILING, "[[drinks/Crema]]", "[[Crema]]"),
            (FILING, "[[process/Flat white]]", "[[Flat white]]"),
            (CREMA, "[x](/it/datacenter/)", "[x](/it/data-center)"),
            (CREMA, "[x](/terms/datacenter/)", "[x](/terms/data-center)"),
            (CREMA, "[x](/terms/lobster)", "[x](/field%20notes/lobster)"),
            (
                "it/macchina-virtuale.md",
                "[x](datacenter.md)",
                "[x](/it/data-center)",
            ),
            (
                CREMA,
                "[x](/it/macchine-virtuale)",
                "[x](/it/macchina-virtuale)",
            ),
            (CREMA, "[x](/en/data-center)", "[x](/terms/data-center)"),
        ],
    ),
    (
        "made pages",
        &[
            (CREMA, "[x](/tag)", "[x](/tags)"),
            (CREMA, "[x](/catgories)", "[x](/categories)"),
            (CREMA, "[x](/category/)", "[x](/categories)"),
            (CREMA, "[x](/term)", "[x](/terms)"),
            (CREMA, "[x](/feed)", "[x](/feed.xml)"),
            (CREMA, "[x](/404)", "[x](/404.html)"),
            (CREMA, "[x](/sitemap)", "[x](/sitemap.xml)"),
            (CREMA, "[x](/robots)", "[x](/robots.txt)"),
            (CREMA, "[x](/tags/cofee)", "[x](/tags/coffee)"),
            (CREMA, "[x](/tag/coffee)", "[x](/tags/coffee)"),
            (CREMA, "[x](/categories/drink)", "[x](/categories/drinks)"),
            (CREMA, "[x](/sitemp.xml)", "[x](/sitemap.xml)"),
            (CREMA, "[x](/a-to-z)", "[x](/a-z)"),
            (CREMA, "[x](/proces/)", "[x](/process)"),
            (CREMA, "[x](/abut)", "[x](/about)"),
        ],
    ),
    (
        "hosts",
        &[
            (
                CREMA,
                "[x](www.example.org)",
                "[x](https://www.example.org)",
            ),
            (CREMA, "[x](example.org)", "[x](https://example.org)"),
            (
                CREMA,
                "[x](docs.example.com/a/b?c#d)",
                "[x](https://docs.example.com/a/b?c#d)",
            ),
            (
                CREMA,
                "[x](httpsn://example.net/a)",
                "[x](https://example.net/a)",
            ),
            (
                CREMA,
                "[x](htps://example.net/a)",
                "[x](https://example.net/a)",
            ),
            (CREMA, "[x](htttp://example.net)", "[x](http://example.net)"),
            (
                CREMA,
                "[x](https:/example.net/a)",
                "[x](https://example.net/a)",
            ),
            (
                CREMA,
                "[x](https//example.net/a)",
                "[x](https://example.net/a)",
            ),
            (
                CREMA,
                "[x](mailt:desk@example.net)",
                "[x](mailto:desk@example.net)",
            ),
            (
                CREMA,
                "[x](desk@example.net)",
                "[x](mailto:desk@example.net)",
            ),
        ],
    ),
    (
        "files",
        &[
            (CREMA, "![x](crema.jpg)", "![x](/terms/crema.png)"),
            (CREMA, "![x](crema.PNG)", "![x](/terms/crema.png)"),
            (FILING, "![x](crema.png)", "![x](/terms/crema.png)"),
            (
                CREMA,
                "![x](/images/courthouse.png)",
                "![x](/images/court-house.png)",
            ),
            (
                CREMA,
                "![x](court-house.png)",
                "![x](/images/court-house.png)",
            ),
            (
                CREMA,
                "[x](/forms/fee-wavier.pdf)",
                "[x](/forms/fee-waiver.pdf)",
            ),
            (
                CREMA,
                "[x](/form/summons.pdf#page=2)",
                "[x](/forms/summons.pdf#page=2)",
            ),
            (
                CREMA,
                "[x](/static/forms/summons.pdf)",
                "[x](/forms/summons.pdf)",
            ),
            (CREMA, "![x](/images/log.svg)", "![x](/images/logo.svg)"),
            (
                CREMA,
                "![x](/images/court-house.jpeg)",
                "![x](/images/court-house.png)",
            ),
            (CREMA, "![x](/images/logo.gif)", "![x](/images/logo.svg)"),
        ],
    ),
    (
        "headings",
        &[
            (
                CREMA,
                "[x](/process/filing#how-long-you-hve)",
                "[x](/process/filing#how-long-you-have)",
            ),
            (
                CREMA,
                "[x](/process/filing#how-long-have-you)",
                "[x](/process/filing#how-long-you-have)",
            ),
            (
                CREMA,
                "[x](/process/filing#content)",
                "[x](/process/filing#contents)",
            ),
            (
                CREMA,
                "[x](/process/filing#fee)",
                "[x](/process/filing#fees)",
            ),
            (
                CREMA,
                "[x](/process/filing#übermass-der-strafe)",
                "[x](/process/filing#übermaß-der-strafe)",
            ),
            (
                CREMA,
                "[x](/process/filing#übermaß-der-strafen)",
                "[x](/process/filing#übermaß-der-strafe)",
            ),
            (
                CREMA,
                "[x](/process/filing#срок-подачи)",
                "[x](/process/filing#сроки-подачи)",
            ),
            (
                CREMA,
                "[x](/process/filing#προθεσμια)",
                "[x](/process/filing#προθεσμίες)",
            ),
            (
                CREMA,
                "[x](/process/filing#提交的期限)",
                "[x](/process/filing#提交期限)",
            ),
            (
                CREMA,
                "[x](/process/filing#how-long)",
                "[x](/process/filing#how-long-you-have)",
            ),
            (
                CREMA,
                "[x](/process/filing#step-on)",
                "[x](/process/filing#step-one)",
            ),
        ],
    ),
    (
        "scripts",
        &[
            (CREMA, "[x](/terms/причинност)", "[x](/terms/причинность)"),
            (
                CREMA,
                "[x](/terms/доказывания-бремя)",
                "[x](/terms/бремя-доказывания)",
            ),
            (CREMA, "[[Бремя доказательства]]", "[[Бремя доказывания]]"),
            (CREMA, "[[Αιτιοτητα]]", "[[Αιτιότητα]]"),
            (CREMA, "[[因果关系论]]", "[[因果关系]]"),
            (
                CREMA,
                "[x](/terms/uebermassverbot)",
                "[x](/terms/ubermassverbot)",
            ),
        ],
    ),
    (
        "other programs",
        &[
            (
                CREMA,
                "[x](/terms/flat-white.htm)",
                "[x](/terms/flat-white)",
            ),
            (CREMA, "[x](flat-whte.html)", "[x](/terms/flat-white)"),
            (
                CREMA,
                "[x](/terms/flat_whit/index.html)",
                "[x](/terms/flat-white)",
            ),
            (CREMA, "[x](/2024/05/flat-white)", "[x](/terms/flat-white)"),
            (
                CREMA,
                "[x](/docs/terms/portafilter.md)",
                "[x](/terms/portafilter)",
            ),
            (
                CREMA,
                "[x](@/terms/portafiltr.md)",
                "[x](/terms/portafilter)",
            ),
        ],
    ),
];

/// What could be one of several things, or something that nobody wrote yet: they may be named, and nothing is certain.
const OPEN: &[(&str, &str)] = &[
    (CREMA, "[x](/terms/service)"),
    (CREMA, "[x](/terms/transport-layer-security)"),
    (CREMA, "[x](/terms/amendment)"),
    (CREMA, "[x](/terms/doctrine)"),
    (CREMA, "[x](/terms/requests-for-admission)"),
    (FILING, "[x](/terms/cream)"),
    (CREMA, "[x](/terms/act)"),
    (CREMA, "[x](/terms/system)"),
    (CREMA, "[x](/terms/white)"),
    (CREMA, "[[Trust]]"),
    (CREMA, "[[Judgment]]"),
    (CREMA, "[[Motion]]"),
    (FILING, "[x](/terms/crema-old)"),
];

/// Where nobody could know what was meant, or nothing of the kind exists.
const UNKNOWN: &[(&str, &str)] = &[
    (CREMA, "[x](/terms/fifth-amendment)"),
    (CREMA, "[x](/terms/rule-15)"),
    (CREMA, "[x](/terms/section-1988)"),
    (CREMA, "[x](/terms/standing)"),
    (CREMA, "[x](/terms/venue)"),
    (CREMA, "[x](/terms/latte)"),
    (CREMA, "[x](/terms/qualified-immunity)"),
    (CREMA, "[x](/terms/denial)"),
    (CREMA, "[x](/terms/crema-old)"),
    (CREMA, "[x](/terms/to)"),
    (CREMA, "[x](/terms/x)"),
    (CREMA, "[x](/blog/welcome)"),
    (CREMA, "[x](/contact)"),
    (CREMA, "[x](/terms/☕)"),
    (CREMA, "[x]({{site.baseurl}}/help)"),
    (CREMA, "[x](/std/)"),
    (CREMA, "[x](struct.Vec.html)"),
    (CREMA, "[x](../../outside)"),
    (CREMA, "[x](/terms/gateway-timeout)"),
    (CREMA, "[x](/terms/civil-rights)"),
    (CREMA, "[[Person]]"),
    (CREMA, "[[Вина]]"),
    (CREMA, "[[过失]]"),
    (RELATED, "negligence"),
    (RELATED, "public-policy"),
    (CREMA, "![x](howto-04.png)"),
    (CREMA, "![x](map.png)"),
    (CREMA, "[x](/forms/complaint.pdf)"),
    (CREMA, "[x](/process/filing#step-three)"),
    (CREMA, "[x](/process/filing#costs)"),
    (CREMA, "[x](/process/filing#вина)"),
    (CREMA, "[x](/tags/tea)"),
    (CREMA, "[x](/terms/jurisdiction)"),
    (CREMA, "[x](/terms/removal/)"),
    (CREMA, "[x](/terms/second-amendment)"),
    (CREMA, "[x](/terms/rule-12-c)"),
    (CREMA, "[x](/terms/macchiato.md)"),
    (CREMA, "[x](../process/hearing.md)"),
    (CREMA, "[[Deposition]]"),
    (CREMA, "[[process/Verdict]]"),
    (CREMA, "[[Ответчик]]"),
    (CREMA, "[x](/terms/foo)"),
    (CREMA, "![x](/images/portrait.jpg)"),
    (RELATED, "rule-13"),
    (CREMA, "[x](/feedback)"),
    (CREMA, "[x](/terms/serverless)"),
];

fn primer(from: &str, reference: &str) -> Primer {
    let mut primer = Primer::new().config(CONFIG);
    for &(file, title, more) in ENTRIES {
        let (mut head, mut text) = (format!("title: \"{title}\"\n{more}\n"), String::new());
        if from == RELATED && file == CREMA {
            head.push_str(&format!("related: [\"{reference}\"]\n"));
        } else if from == file {
            text.push_str(&format!("See {reference}.\n"));
        }
        if file == FILING {
            text.push_str(HEADINGS);
        }
        primer = primer.entry(file, &format!("---\n{head}---\n{text}"));
    }
    FILES
        .iter()
        .fold(primer, |primer, file| primer.asset(file, b"file"))
}

/// What a report offers, each as the whole reference with it in place.
#[derive(Debug, Default)]
struct Offer {
    fix: Option<String>,
    named: Vec<String>,
}

fn offer(from: &str, reference: &str) -> Offer {
    let primer = primer(from, reference);
    let analysis = primer.analyze();
    let is_about_it = |diagnostic: &&Diagnostic| {
        matches!(
            diagnostic.code,
            Code::BrokenLink
                | Code::BrokenReference
                | Code::BrokenAnchor
                | Code::MissingAsset
                | Code::UnsafeLink
        )
    };
    let found: Vec<&Diagnostic> = analysis.diagnostics.iter().filter(is_about_it).collect();
    let [found] = found[..] else {
        panic!("{reference}: {found:#?}");
    };
    let source = analysis.sources.get(&found.at.path).unwrap();
    let start = source.text.find(reference).unwrap();
    let whole = |at: primer::source::Span, text: &str| {
        let range = at.range();
        let before = &source.text[start..range.start];
        let after = &source.text[range.end..start + reference.len()];
        format!("{before}{text}{after}")
    };
    let fix = found.fix.as_ref();
    let fix = fix.map(|fix| whole(fix.edits[0].at.span, &fix.edits[0].text));
    let named = found
        .help
        .iter()
        .filter_map(|help| help.strip_prefix("did you mean "));
    let named = named.flat_map(|names| names.split('`').skip(1).step_by(2));
    let named = named.map(|name| whole(found.at.span, name)).collect();
    Offer { fix, named }
}

/// How well the offers do.
#[derive(Debug, Default)]
struct Score {
    fixes: usize,
    right: usize,
    /// Intended ones that are the fix, or one of at most three that are named.
    found: usize,
    known: usize,
    silent: usize,
    unknown: usize,
    faults: Vec<String>,
}

fn score() -> Score {
    let mut score = Score::default();
    for (kind, pairs) in KNOWN {
        for &(from, broken, intended) in *pairs {
            let offer = offer(from, broken);
            score.known += 1;
            score.fixes += usize::from(offer.fix.is_some());
            let is_right = offer.fix.as_deref() == Some(intended);
            score.right += usize::from(is_right);
            let is_named = offer.fix.is_none()
                && offer.named.len() <= 3
                && offer.named.iter().any(|named| named == intended);
            score.found += usize::from(is_right || is_named);
            if !(is_right || is_named) {
                let fault = format!("{kind}: {broken} is {intended}, not {offer:?}");
                score.faults.push(fault);
            }
        }
    }
    for &(from, broken) in OPEN {
        let offer = offer(from, broken);
        score.fixes += usize::from(offer.fix.is_some());
        if offer.fix.is_some() || offer.named.len() > 3 {
            score
                .faults
                .push(format!("{broken} is open, not {offer:?}"));
        }
    }
    for &(from, broken) in UNKNOWN {
        let offer = offer(from, broken);
        score.unknown += 1;
        score.fixes += usize::from(offer.fix.is_some());
        let is_silent = offer.fix.is_none() && offer.named.is_empty();
        score.silent += usize::from(is_silent);
        if !is_silent {
            score
                .faults
                .push(format!("{broken} is nothing, not {offer:?}"));
        }
    }
    score
}

#[test]
fn right_or_silent() {
    let score = score();
    assert!(score.known >= 120 && score.unknown >= 40);
    let at_least = |percent: usize, part: usize, whole: usize| {
        assert!(part * 100 >= whole * percent, "{score:#?}");
    };
    at_least(98, score.right, score.fixes);
    at_least(75, score.right, score.known);
    at_least(95, score.found, score.known);
    at_least(95, score.silent, score.unknown);
}
