use super::*;

fn tables(text: &str) -> anyhow::Result<Vec<(u64, Vec<String>)>> {
    let mut tables = Tables::go_on(text, Place::default());
    let mut all = Vec::new();
    let mut cells = Vec::new();
    while let Some(mut table) = tables.next_table()? {
        let mut rows = vec![table.names.join("|")];
        while let Some((line, cut)) = table.next_row(&mut cells) {
            rows.push(format!("{line}:{}", cut.map_or_else(|why| why.to_owned(), |()| cells.join("|"))));
        }
        all.push((table.line, rows));
    }
    Ok(all)
}

#[test]
fn tables_are_cut_by_their_rulers() {
    let cases = [
        ("a   b\n=== =====\nx y two w\n    z\n", vec![(1, vec!["a|b", "3:x y|two w", "4:|z"])]),
        (
            "admin:run sql select a,b from c\r\na   b\r\n=== ====\r\nNULL\r\nxü  NULL\r\n\r\nadmin:\r\na\r\n=\r\n1",
            vec![(2, vec!["a|b", "4:the row does not stand under the ruler", "5:xü|"]), (8, vec!["a", "10:1"])],
        ),
        (
            "a    b\n==== =\nü    1\nyü  2\nPress <enter> for 1 line\r   \r\nz    3",
            vec![(1, vec!["a|b", "3:ü|1", "4:yü|2", "6:z|3"])],
        ),
        (
            "a b c d\n= = = =\n1\n1 2 3\n",
            vec![(1, vec!["a|b|c|d", "3:the row ends after its first column: the line was cut or broken", "4:1|2|3|"])],
        ),
        ("a b\n= =\n", vec![(1, vec!["a|b"])]),
        // The end of a file that was cut, of one that is whole, and of a copy without the blanks at line ends.
        (
            "a   b c\n=== = =\nxx  1 2\nyy  3",
            vec![(1, vec!["a|b|c", "3:xx|1|2", "4:the file ends within this row: it was cut, and rows are missing"])],
        ),
        ("a   b c\n=== = =\nxx  1 2\nyy  3 4", vec![(1, vec!["a|b|c", "3:xx|1|2", "4:yy|3|4"])]),
        (
            "a   b\n=== ===\nxx  1\nPress <enter> for 1 line, <space> for one page, or <q> to quit",
            vec![(1, vec!["a|b", "3:xx|1", "4:the file ends within this row: it was cut, and rows are missing"])],
        ),
        ("a   b c\n=== = =\nxx  1\nyy  3", vec![(1, vec!["a|b|c", "3:xx|1|", "4:yy|3|"])]),
    ];
    for (text, expected) in cases {
        let expected: Vec<(u64, Vec<String>)> = expected
            .into_iter()
            .map(|(line, rows): (u64, Vec<&str>)| (line, rows.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(tables(text).unwrap(), expected, "{text:?}");
    }
}

#[test]
fn damage_is_named() {
    for (text, reason) in [
        ("admin:run sql select * from x a    b    ==== ==== 1    2", "on one line (line 1)"),
        ("a b\n=== ===\n1   2", "line 1 that do not stand above"),
        ("a   b\n===  ===\n1   2", "line 1 that do not stand above"),
        ("a\tb\n===\t===\n1\t2", "line 1 that do not stand above"),
        ("=== ===\n1   2", "ruler in line 1 without column names"),
        ("a   b\n=== ===\n===\n", "ruler of several lines below line 1"),
    ] {
        let error = tables(text).unwrap_err().to_string();
        assert!(error.contains(reason), "{text:?}: {error}");
        assert!(error.contains(COPY_AGAIN), "{error}");
    }
}
