export namespace app {
	
	export class Capacity {
	    planned_min: number;
	    free_min: number;
	
	    static createFrom(source: any = {}) {
	        return new Capacity(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.planned_min = source["planned_min"];
	        this.free_min = source["free_min"];
	    }
	}
	export class Task {
	    id: string;
	    title: string;
	    description: string;
	    status: string;
	    priority: number;
	    project: string;
	    section: string;
	    parent: string;
	    tags: string[];
	    // Go type: task
	    start: any;
	    // Go type: task
	    due: any;
	    // Go type: task
	    deadline: any;
	    estimate_min: number;
	    // Go type: task
	    recurrence: any;
	    reminders: string[];
	    blocked_by: string[];
	    rank: string;
	    pinned: boolean;
	    // Go type: time
	    created_at: any;
	    // Go type: time
	    started_at: any;
	    // Go type: time
	    completed_at: any;
	    // Go type: time
	    deleted_at: any;
	    // Go type: time
	    snoozed_until: any;
	    source: string;
	    batch: string;
	    project: string;
	    project_id: string;
	    section: string;
	    section_id: string;
	    tags: string[];
	    spent_min: number;
	
	    static createFrom(source: any = {}) {
	        return new Task(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.title = source["title"];
	        this.description = source["description"];
	        this.status = source["status"];
	        this.priority = source["priority"];
	        this.project = source["project"];
	        this.section = source["section"];
	        this.parent = source["parent"];
	        this.tags = source["tags"];
	        this.start = this.convertValues(source["start"], null);
	        this.due = this.convertValues(source["due"], null);
	        this.deadline = this.convertValues(source["deadline"], null);
	        this.estimate_min = source["estimate_min"];
	        this.recurrence = this.convertValues(source["recurrence"], null);
	        this.reminders = source["reminders"];
	        this.blocked_by = source["blocked_by"];
	        this.rank = source["rank"];
	        this.pinned = source["pinned"];
	        this.created_at = this.convertValues(source["created_at"], null);
	        this.started_at = this.convertValues(source["started_at"], null);
	        this.completed_at = this.convertValues(source["completed_at"], null);
	        this.deleted_at = this.convertValues(source["deleted_at"], null);
	        this.snoozed_until = this.convertValues(source["snoozed_until"], null);
	        this.source = source["source"];
	        this.batch = source["batch"];
	        this.project = source["project"];
	        this.project_id = source["project_id"];
	        this.section = source["section"];
	        this.section_id = source["section_id"];
	        this.tags = source["tags"];
	        this.spent_min = source["spent_min"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Change {
	    seq: number;
	    intent: string;
	    tasks: Task[];
	
	    static createFrom(source: any = {}) {
	        return new Change(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.seq = source["seq"];
	        this.intent = source["intent"];
	        this.tasks = this.convertValues(source["tasks"], Task);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Device {
	    id: string;
	    name: string;
	    platform: string;
	    version: string;
	    // Go type: time
	    created: any;
	    // Go type: time
	    last_seen: any;
	    // Go type: time
	    revoked: any;
	    current: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Device(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.platform = source["platform"];
	        this.version = source["version"];
	        this.created = this.convertValues(source["created"], null);
	        this.last_seen = this.convertValues(source["last_seen"], null);
	        this.revoked = this.convertValues(source["revoked"], null);
	        this.current = source["current"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ImportReport {
	    imported: number;
	    skipped: number;
	    projects: number;
	    tags: number;
	    losses: importers.Loss[];
	    seq: number;
	
	    static createFrom(source: any = {}) {
	        return new ImportReport(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.imported = source["imported"];
	        this.skipped = source["skipped"];
	        this.projects = source["projects"];
	        this.tags = source["tags"];
	        this.losses = this.convertValues(source["losses"], importers.Loss);
	        this.seq = source["seq"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Line {
	    text: string;
	    accept: string[];
	    reject: string[];
	
	    static createFrom(source: any = {}) {
	        return new Line(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.accept = source["accept"];
	        this.reject = source["reject"];
	    }
	}
	export class Section {
	    key: string;
	    title: string;
	    tasks: Task[];
	    total: number;
	
	    static createFrom(source: any = {}) {
	        return new Section(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.title = source["title"];
	        this.tasks = this.convertValues(source["tasks"], Task);
	        this.total = source["total"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Page {
	    sections: Section[];
	    capacity?: Capacity;
	
	    static createFrom(source: any = {}) {
	        return new Page(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.sections = this.convertValues(source["sections"], Section);
	        this.capacity = this.convertValues(source["capacity"], Capacity);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ProjectCount {
	    id: string;
	    name: string;
	    area: string;
	    color: string;
	    weight: number;
	    rank: string;
	    // Go type: time
	    created_at: any;
	    // Go type: time
	    deleted_at: any;
	    open: number;
	
	    static createFrom(source: any = {}) {
	        return new ProjectCount(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.area = source["area"];
	        this.color = source["color"];
	        this.weight = source["weight"];
	        this.rank = source["rank"];
	        this.created_at = this.convertValues(source["created_at"], null);
	        this.deleted_at = this.convertValues(source["deleted_at"], null);
	        this.open = source["open"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Ranked {
	    task: Task;
	    score: number;
	    terms: scoring.Term[];
	    missed: boolean;
	    reason: string;
	    despite: string;
	    change: string;
	
	    static createFrom(source: any = {}) {
	        return new Ranked(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.task = this.convertValues(source["task"], Task);
	        this.score = source["score"];
	        this.terms = this.convertValues(source["terms"], scoring.Term);
	        this.missed = source["missed"];
	        this.reason = source["reason"];
	        this.despite = source["despite"];
	        this.change = source["change"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Settings {
	    theme: string;
	    sidebar_hidden: boolean;
	    hours: scoring.Span[];
	
	    static createFrom(source: any = {}) {
	        return new Settings(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.theme = source["theme"];
	        this.sidebar_hidden = source["sidebar_hidden"];
	        this.hours = this.convertValues(source["hours"], scoring.Span);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class TagCount {
	    id: string;
	    name: string;
	    color: string;
	    // Go type: time
	    deleted_at: any;
	    open: number;
	
	    static createFrom(source: any = {}) {
	        return new TagCount(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.color = source["color"];
	        this.deleted_at = this.convertValues(source["deleted_at"], null);
	        this.open = source["open"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Sidebar {
	    inbox: number;
	    today: number;
	    projects: ProjectCount[];
	    tags: TagCount[];
	
	    static createFrom(source: any = {}) {
	        return new Sidebar(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.inbox = source["inbox"];
	        this.today = source["today"];
	        this.projects = this.convertValues(source["projects"], ProjectCount);
	        this.tags = this.convertValues(source["tags"], TagCount);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SignedIn {
	    mail_sent: boolean;
	    in_file: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SignedIn(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.mail_sent = source["mail_sent"];
	        this.in_file = source["in_file"];
	    }
	}
	
	
	export class ViewRequest {
	    view: string;
	    id: string;
	    limit: number;
	
	    static createFrom(source: any = {}) {
	        return new ViewRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.view = source["view"];
	        this.id = source["id"];
	        this.limit = source["limit"];
	    }
	}

}

export namespace desktop {
	
	export class Boot {
	    version: string;
	    first_run: boolean;
	    settings: app.Settings;
	
	    static createFrom(source: any = {}) {
	        return new Boot(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.first_run = source["first_run"];
	        this.settings = this.convertValues(source["settings"], app.Settings);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Parsed {
	    title: string;
	    spans: quickadd.Span[];
	    summary: string;
	
	    static createFrom(source: any = {}) {
	        return new Parsed(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.spans = this.convertValues(source["spans"], quickadd.Span);
	        this.summary = source["summary"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SyncStatus {
	    state: string;
	    pending: number;
	    quarantined: number;
	    cursor: number;
	    epoch: number;
	    // Go type: time
	    last_sync?: any;
	    device_id: string;
	    server: string;
	    email: string;
	    digest: string;
	    error: string;
	    retry_in_s: number;
	    stream: boolean;
	    elsewhere: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SyncStatus(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.state = source["state"];
	        this.pending = source["pending"];
	        this.quarantined = source["quarantined"];
	        this.cursor = source["cursor"];
	        this.epoch = source["epoch"];
	        this.last_sync = this.convertValues(source["last_sync"], null);
	        this.device_id = source["device_id"];
	        this.server = source["server"];
	        this.email = source["email"];
	        this.digest = source["digest"];
	        this.error = source["error"];
	        this.retry_in_s = source["retry_in_s"];
	        this.stream = source["stream"];
	        this.elsewhere = source["elsewhere"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}

}

export namespace importers {
	
	export class Loss {
	    item: string;
	    what: string;
	
	    static createFrom(source: any = {}) {
	        return new Loss(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.item = source["item"];
	        this.what = source["what"];
	    }
	}

}

export namespace quickadd {
	
	export class Span {
	    start: number;
	    end: number;
	    kind: string;
	    text: string;
	    doubtful: boolean;
	    label: string;
	
	    static createFrom(source: any = {}) {
	        return new Span(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.start = source["start"];
	        this.end = source["end"];
	        this.kind = source["kind"];
	        this.text = source["text"];
	        this.doubtful = source["doubtful"];
	        this.label = source["label"];
	    }
	}

}

export namespace scoring {
	
	export class Span {
	    from: number;
	    to: number;
	
	    static createFrom(source: any = {}) {
	        return new Span(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.from = source["from"];
	        this.to = source["to"];
	    }
	}
	export class Term {
	    name: string;
	    value: number;
	    weight: number;
	    points: number;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new Term(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.value = source["value"];
	        this.weight = source["weight"];
	        this.points = source["points"];
	        this.why = source["why"];
	    }
	}

}

