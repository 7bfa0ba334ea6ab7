//! Exports that something changed on their way: code pages, spreadsheets, cells of limited length, rows that are missing. Through
//! the program; each beside the healthy one that is nearest.

use std::fs;

use serde_json::Value;

use super::super::cli::ucdoctor;

/// The files of a site, by their names in the configuration.
struct Site {
    directory: String,
    users: String,
    presence: String,
    contacts: String,
    search: &'static str,
}

/// What came of it: the status, and each cause with the people it is about.
struct Judged {
    causes: Vec<String>,
    report: Value,
}

impl Judged {
    /// What a check says, verdict first.
    fn says(&self, check: &str) -> String {
        let outcomes = self.report["outcomes"].as_array().unwrap().iter().filter(|outcome| outcome["check"] == check);
        outcomes.map(|outcome| format!("{} {}; ", outcome["verdict"], outcome["message"])).collect()
    }
}

const NAMES: [&str; 12] =
    ["aino", "bela", "cyra", "dora", "emil", "freya", "goran", "hanne", "ivo", "jonas", "söre", "zoë"];

impl Site {
    /// Twelve people; `id` makes the user ID of each.
    fn of(id: impl Fn(usize) -> String) -> Self {
        let mut site = Self {
            directory: "DistinguishedName,SamAccountName,EmployeeNumber,GivenName,Surname,mail,ObjectClass,memberOf\n"
                .to_owned(),
            users:
                "userid,firstname,lastname,mailid,status,fkdirectorypluginconfig,islocaluser,enablecups,primarynodeid\n"
                    .to_owned(),
            presence: "userid,imaddress,mailid,status,enablecups,primarynodeid\n".to_owned(),
            contacts: "User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name\n".to_owned(),
            search: "user_id = \"employeeNumber\"",
        };
        for (n, name) in NAMES.iter().enumerate() {
            let (id, next) = (id(n), id((n + 1) % NAMES.len()));
            let group = "CN=Voice,OU=Groups,DC=harbour,DC=test";
            site.directory += &format!(
                "\"CN={name},OU=Staff,DC=harbour,DC=test\",{name},{id},{name},Holm{n},u{n}@harbour.test,user,\"{group}\"\n"
            );
            site.users += &format!("{id},{name},Holm{n},u{n}@harbour.test,1,0d13,t,t,7\n");
            site.presence += &format!("{id},{id}@harbour.test,u{n}@harbour.test,1,t,7\n");
            site.contacts += &format!("{id},harbour.test,{next},harbour.test,N,Team\n");
        }
        site
    }

    fn names() -> Self {
        Self::of(|n| NAMES[n].to_owned())
    }

    fn judged(&self) -> Judged {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        file("directory.csv", &self.directory);
        file("users.csv", &self.users);
        file("presence.csv", &self.presence);
        file("contacts.csv", &self.contacts);
        file(
            "c.toml",
            &format!(
                "[directory.search]\nbase = \"OU=Staff,DC=harbour,DC=test\"\n{}\nexport = \"directory.csv\"\n[call_manager]\n\
                 ldap_synchronization = true\nusers = \"users.csv\"\n[presence]\nusers = \"presence.csv\"\n\
                 contacts = \"contacts.csv\"\ndomain = \"harbour.test\"\naddress_scheme = \"user-id\"\n",
                self.search
            ),
        );
        let config = folder.path().join("c.toml");
        let ran = ucdoctor(folder.path()).args(["check", "-o", "json", "-c"]).arg(config).output().unwrap();
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
        let found = report["diagnoses"].as_array().expect("a report").iter();
        let causes = found.map(|found| found["code"].as_str().unwrap().to_owned());
        // Letters that clients do not take are what these people have.
        Judged { causes: causes.filter(|code| code != "illegal-user-id").collect(), report }
    }
}

/// The site with one file changed.
fn with(site: Site, change: impl Fn(&mut Site)) -> Judged {
    let mut site = site;
    change(&mut site);
    site.judged()
}

#[test]
fn letters_of_a_code_page_are_nobodys_other_id() {
    assert!(Site::names().judged().causes.is_empty());
    let misread = |text: &str, letter: &str| text.replace(['ö', 'ë'], letter);
    for letter in ["Ã¶", "\u{201d}", "├Â", "?", "??", "\u{fffd}"] {
        for (check, change) in [
            ("ID-001", (|site, text| site.users = text) as fn(&mut Site, String)),
            ("ID-007", |site, text| site.presence = text),
            ("ID-008", |site, text| site.contacts = text),
        ] {
            let judged = with(Site::names(), |site| {
                let text = [("ID-001", &site.users), ("ID-007", &site.presence), ("ID-008", &site.contacts)];
                let own = text.into_iter().find(|(own, _)| *own == check).unwrap().1;
                let text = misread(own, letter);
                change(site, text);
            });
            assert_eq!(judged.causes, Vec::<String>::new(), "{letter} {check} {}", judged.says(check));
            assert!(judged.says(check).contains("code page"), "{letter} {check}: {}", judged.says(check));
        }
    }
    // Another ID of the same shape is another ID.
    let renamed = with(Site::names(), |site| {
        for text in [&mut site.users, &mut site.presence, &mut site.contacts] {
            *text = text.replace("söre", "süre");
        }
    });
    assert_eq!(renamed.causes.first().map(String::as_str), Some("user-id-mismatch"), "{:?}", renamed.causes);
}

#[test]
fn numbers_that_a_spreadsheet_wrote_otherwise_are_its_doing() {
    let number = |n: usize| format!("{:07}", 41_207 + n * 1300);
    assert!(Site::of(number).judged().causes.is_empty());
    let changed = |as_written: &dyn Fn(&str) -> String| {
        with(Site::of(number), |site| {
            for id in (0..NAMES.len()).map(number) {
                site.users = site.users.replace(&format!("{id},"), &format!("{},", as_written(&id)));
            }
        })
    };
    let plain = |id: &str| id.trim_start_matches('0').to_owned();
    let grouped = |id: &str| format!("\"{},{}\"", &plain(id)[..2], &plain(id)[2..]);
    for (what, text) in [("groups", grouped(&number(0))), ("decimals", format!("{}.0", plain(&number(0))))] {
        let judged = match what {
            "groups" => changed(&grouped),
            _ => changed(&|id| format!("{}.0", plain(id))),
        };
        assert!(judged.causes.is_empty(), "{what}: {:?}", judged.causes);
        assert!(judged.says("ID-001").contains(&format!("as {}", text.trim_matches('"'))), "{}", judged.says("ID-001"));
    }
    for marked in
        [|id: &str| format!("=\"{id}\""), |id: &str| format!("\"=\"\"{id}\"\"\""), |id: &str| format!("'{id}")]
    {
        assert!(changed(&marked).causes.is_empty(), "{}", marked("0042"));
    }
    // One number that is another one, beside eleven that are right, was no spreadsheet's.
    let other = with(Site::of(number), |site| {
        for text in [&mut site.users, &mut site.presence, &mut site.contacts] {
            *text = text.replace(&number(4), "9046407");
        }
    });
    assert_eq!(other.causes, ["user-id-mismatch"]);
}

#[test]
fn a_cell_that_cuts_a_group_is_no_move_of_the_group() {
    const VOICE: &str = "user_id = \"sAMAccountName\"\nfilter = \"(memberOf=CN=Voice,OU=Groups,DC=harbour,DC=test)\"";
    let of = |group: &str| {
        with(Site::names(), |site| {
            site.search = VOICE;
            site.directory = site.directory.replace("CN=Voice,OU=Groups,DC=harbour,DC=test", group);
        })
    };
    assert!(of("CN=Voice,OU=Groups,DC=harbour,DC=test").causes.is_empty());
    for cut in ["CN=Voice,OU=Groups,DC=harbour,DC=te", "CN=Voice,OU=Groups,DC=har", "CN=Voice"] {
        let judged = of(cut);
        assert!(judged.causes.is_empty(), "{cut}: {:?}", judged.causes);
        assert!(judged.says("ID-001").contains("not shown"), "{cut}: {}", judged.says("ID-001"));
    }
    let moved = of("CN=Voice,OU=Rights,DC=harbour,DC=test");
    assert_eq!(moved.causes, ["filter-too-narrow"]);
    assert!(moved.report["diagnoses"][0]["fix"].to_string().contains("OU=Rights"));
}

#[test]
fn names_of_columns_that_stand_there_again_change_no_row() {
    let users = "FIRST NAME, LAST NAME, USER ID, MAIL ID\n";
    let rows = |from: usize| {
        let row = |n: usize| format!("{}, Holm{n}, {}, u{n}@harbour.test\n", NAMES[n], NAMES[n]);
        (from..from + 6).map(row).collect::<String>()
    };
    let twice = with(Site::names(), |site| site.users = format!("{users}{}{users}{}", rows(0), rows(6)));
    assert!(twice.causes.is_empty(), "{:?} {}", twice.causes, twice.says("ID-001"));
}

#[test]
fn names_alone_are_one_question() {
    let returned = |names: &str| {
        with(Site::names(), |site| {
            site.search = "user_id = \"sAMAccountName\"";
            let own = "\"CN=ivo,OU=Staff,DC=harbour,DC=test\",ivo,ivo,ivo,Holm8,u8@harbour.test";
            let other = format!("\"CN=new,OU=Staff,DC=harbour,DC=test\",e4711,e4711,{names},new@harbour.test");
            assert!(site.directory.contains(own));
            site.directory = site.directory.replace(own, &other);
        })
    };
    let one = returned("ivo,Holm8");
    assert_eq!(one.causes, ["user-id-mismatch"], "{}", one.says("ID-001"));
    assert_eq!(one.report["diagnoses"][0]["affected_users"], 1);
    let fix = one.report["diagnoses"][0]["fix"].to_string();
    assert!(fix.contains("by hand") && !fix.contains("Remove"), "{fix}");
    assert_eq!(returned("ivo,Other").causes, ["not-in-directory", "not-in-call-manager"]);
    // One of two who are called so.
    assert_eq!(returned("hanne,Holm7").causes, ["not-in-directory", "not-in-call-manager"]);
}

#[test]
fn whoever_has_somebody_elses_id_is_told_once() {
    let twice = with(Site::names(), |site| {
        site.search = "user_id = \"sAMAccountName\"";
        site.directory += "\"CN=twin,OU=Staff,DC=harbour,DC=test\",bela,bela,Other,Twin,u1@harbour.test,user,\"\"\n";
        site.users = site.users.replace("u1@", "old@");
    });
    assert_eq!(twice.causes, ["duplicate-user-id"], "{}", twice.says("SRCH-008"));
    let mail = with(Site::names(), |site| {
        site.search = "user_id = \"sAMAccountName\"";
        site.directory = site.directory.replace("u1@", "u2@");
    });
    assert_eq!(mail.causes, ["attribute-missing"], "{}", mail.says("SRCH-008"));
}

#[test]
fn nobody_enabled_is_told_where_presence_still_has_users() {
    let off = |site: &mut Site| {
        site.search = "user_id = \"sAMAccountName\"";
        site.users = site.users.replace(",t,t,7", ",t,f,NULL");
    };
    let told = with(Site::names(), |site| off(site));
    assert_eq!(told.causes, ["not-on-presence"], "{}", told.says("ID-007"));
    assert!(told.report["diagnoses"][0]["fix"][0].as_str().unwrap().starts_with("Ask whether"));
    let nobody = with(Site::names(), |site| {
        off(site);
        site.presence = site.presence.replace(",1,t,7", ",1,f,NULL");
    });
    assert!(!nobody.says("ID-007").contains("fail"), "{}", nobody.says("ID-007"));
}

#[test]
fn a_mistyped_base_is_as_high_as_the_right_one() {
    let of = |branch: &str| {
        with(Site::names(), |site| {
            site.search = "user_id = \"sAMAccountName\"";
            site.directory = site.directory.replace("OU=Staff,DC", &format!("{branch}OU=Personnel,DC"));
        })
    };
    for branch in ["", "OU=Riga,", "OU=North,OU=Riga,"] {
        let judged = of(branch);
        assert_eq!(judged.causes, ["filter-too-narrow"]);
        let fix = judged.report["diagnoses"][0]["fix"][0].to_string();
        assert!(fix.contains("(OU=Personnel,DC=harbour,DC=test ?)"), "{fix}");
    }
}
