use super::*;

/// Call manager has each ID once: a user with three devices is one.
#[test]
fn users_joined_with_their_devices_are_one_each() {
    let ids = |text: &str| {
        let table = read(text.as_bytes().to_vec()).unwrap().table;
        (0..table.id.len()).map(|row| table.id.at(row).to_owned()).collect::<Vec<_>>()
    };
    let rows =
        "kurt,Falk,k@x.test,SEP1\nlena,Moor,l@x.test,SEP2\nlena,Moor,l@x.test,CSFLENA\nlena,Moor,l@x.test,SEP9\n";
    assert_eq!(ids(&format!("USER ID,LAST NAME,MAIL ID,DEVICE NAME\n{rows}")), ["kurt", "lena"]);
    let table = "userid lastname mailid   name\n====== ======== ======== =======\n\
        kurt   Falk     k@x.test SEP1\nkurt   Falk     k@x.test CSFKURT\n";
    assert_eq!(ids(table), ["kurt"]);
    // In the order of the devices, the rows of one user stand apart.
    let apart = "kurt,Falk,k@x.test,SEP1\nlena,Moor,l@x.test,SEP2\nkurt,Falk,k@x.test,SEP3\n";
    assert_eq!(ids(&format!("USER ID,LAST NAME,MAIL ID,DEVICE NAME\n{apart}")), ["kurt", "lena"]);
    let clusters =
        "USER ID,MAIL ID,HOME CLUSTER,ASSIGNED PRESENCE SERVER\nkurt,k@x.test,t,imp1\nlena,l@x.test,t,imp1\n";
    assert_eq!(ids(&format!("{clusters}kurt,k@x.test,f,\nlena,l@x.test,t,imp7\n")).len(), 4);
    // Another person under the same ID, or the ID in other letters.
    assert_eq!(ids("USER ID,LAST NAME\nkurt,Falk\nkurt,Falk\nKurt,Falk\n").len(), 3);
}

/// Many whole files have no line break at their end; only an address whose domain nobody else has may be cut.
#[test]
fn an_address_at_the_end_of_a_cut_file_is_not_taken_and_an_id_is() {
    let table = "lastname userid\n======== ========\nFalk     kfalk\nMoor     lmoor";
    let rows = |text: &str| {
        let read = super::read(text.into()).unwrap();
        (read.table.id.len(), read.rejected_count)
    };
    for whole in
        [table, "LAST NAME,DIRECTORY URI,USER ID\nFalk,k@x.test,kfalk\nMoor,l@x.test,lmoor", "userid\nkfalk\nlmoor"]
    {
        assert_eq!((rows(whole), rows(&format!("{whole}\n"))), ((2, 0), (2, 0)), "{whole}");
    }
    let uris = "USER ID,DIRECTORY URI\nkfalk,k@x.test\nlmoor,";
    let ending = |end: &str| rows(&format!("{uris}{end}"));
    assert_eq!(["lmo", "lmoor@", "lmoor@x.te"].map(ending), [(1, 1); 3]);
    assert_eq!(["", "lmoor@x.test", "lmoor@X.TEST", "lmoor@y.test"].map(ending), [(2, 0); 4]);
    assert_eq!(rows("USER ID,DIRECTORY URI\nkfalk,k@x.te"), (1, 0));
}

#[test]
fn a_column_of_nodes_that_nobody_filled_tells_nothing() {
    let head = "USER ID,HOME CLUSTER,ASSIGNED PRESENCE SERVER\n";
    let read = |rows: &str| read(format!("{head}{rows}").into_bytes()).unwrap().table;
    let none = read("a,t,\nb,f,\n");
    assert_eq!((none.assigned, none.home), (vec![Tri::Unknown; 2], vec![Tri::Yes, Tri::No]));
    let named = read("a,t,imp1\nb,f,\nc,t,IMP1\nd,t,imp2\n");
    assert_eq!(named.assigned, [Tri::Yes, Tri::No, Tri::Yes, Tri::Yes]);
    let nodes = ["a", "B", "c", "d", "e"].map(|id| named.node_of(id));
    assert_eq!(nodes, [Some("imp1"), None, Some("IMP1"), Some("imp2"), None]);
    let table = "userid primarynodeid\n====== =============\na      NULL\n";
    assert_eq!(super::read(table.into()).unwrap().table.assigned, [Tri::No], "a database tells");
}
